using System.Collections.Immutable;
using Ringfence.Control.Admission;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Writing;

/// <summary>
/// Commands decided one after another, each against the world that the ones before it would make, and refused when a host could not hold what they ask for or they break a guard. Nothing of it has happened
/// until the journal says so; then <see cref="Complete"/>, or else <see cref="Fail"/> answers the callers.
/// </summary>
internal sealed class CommandBatch(World world, HostAdmission admission, GuardAdmission guards)
{
    private readonly List<(PendingCommand Command, long Revision, bool Tentative)> _decided = [];
    private readonly ImmutableArray<Revision>.Builder _revisions = ImmutableArray.CreateBuilder<Revision>();

    /// <summary>The world as it will be.</summary>
    public World World { get; private set; } = world;

    /// <summary>What to commit.</summary>
    public ImmutableArray<Revision> Revisions => _revisions.ToImmutable();

    /// <summary>The commands that were decided.</summary>
    public IEnumerable<PendingCommand> Commands => _decided.Select(entry => entry.Command);

    public bool HasChanges => _revisions.Count > 0;

    /// <summary>Decides one command and folds its changes.</summary>
    /// <exception cref="Exception">The command, or the fold of its changes, threw: the batch is as before.</exception>
    public void Add(PendingCommand command, CommandContext context)
    {
        var changes = command.Decide(World, context);
        if (!changes.IsEmpty)
        {
            var revision = new Revision(World.Revision + 1, context.Now, command.Origin, changes) { Scope = TrialRule.ScopeOf(World, changes, command.Scope) };
            var next = World.Apply(revision);

            // Hosts first: what they can hold has bounds, and what guards look through has no others.
            var refusals = admission.TryAdvance(next, revision, context.Scope, isForced: command.IsWayBack);
            if (refusals.IsEmpty)
                refusals = HoldAgainstGuards(command, next, revision);
            if (refusals.IsEmpty)
            {
                World = next;
                _revisions.Add(revision);
            }
            else
            {
                command.Refuse(refusals);
            }
        }

        // A refusal, too, may rest on a change before it that is not committed yet.
        _decided.Add((command, World.Revision, Tentative: HasChanges));
    }

    /// <summary>What guards say of a step that hosts went along with: they go back when it is refused.</summary>
    private ImmutableArray<Refusal> HoldAgainstGuards(PendingCommand command, World next, Revision revision)
    {
        bool isHeld = false;
        try
        {
            var guarded = guards.Try(next, revision);
            var refusals = guarded.Refusals(command.IsWayBack || command.Origin.ForcesGuards);
            isHeld = refusals.IsEmpty;
            if (isHeld)
            {
                guards.Enter(guarded);
                command.Override(guarded.Overridden);
            }

            return refusals;
        }
        finally
        {
            if (!isHeld)
                admission.TakeBack();
        }
    }

    /// <summary>It is durable: every caller gets its answer.</summary>
    public void Complete()
    {
        foreach (var (command, revision, _) in _decided)
            command.Complete(revision);
    }

    /// <summary>It could not be made durable: answers that do not rest on it stand, the others fail.</summary>
    public void Fail(OutcomeStatus status, long committedRevision)
    {
        foreach (var (command, revision, tentative) in _decided)
        {
            if (tentative)
                command.Fail(status, committedRevision);
            else
                command.Complete(revision);
        }
    }
}
