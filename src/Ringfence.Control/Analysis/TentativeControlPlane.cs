using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Analysis;

/// <summary>
/// A control plane that commits nothing: commands are decided as the writer decides them, each on the world that the ones before it made, and all is forgotten with this object.
/// What would a change do? Guards are held against it; whether hosts can hold it is asked when it is made. One caller at a time.
/// </summary>
/// <param name="world">The world to begin with.</param>
/// <param name="options">Limits, clock and ids, as the writer has them.</param>
public sealed class TentativeControlPlane(World world, ControlPlaneOptions options) : IControlPlane
{
    private readonly GuardAdmission _guards = new(world);
    private readonly ImmutableArray<Change>.Builder _changes = ImmutableArray.CreateBuilder<Change>();

    /// <summary>The world as it would be.</summary>
    public World World { get; private set; } = world;

    /// <summary>What leads there, in order, but for the snapshots that every change brings with it: who makes it all as one change gets those of that one.</summary>
    public ImmutableArray<Change> Changes => _changes.ToImmutable();

    /// <inheritdoc/>
    public ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken)
    {
        var context = new CommandContext(scope, options.Clock.GetUtcNow(), options.Ids, options.Quotas(scope.Account));
        var decision = command.DecideAlone(World, context);
        if (!decision.IsAccepted)
            return new(new Outcome<TResult>(OutcomeStatus.Refused, World.Revision, default, decision.Refusals));
        if (!decision.Changes.IsEmpty)
        {
            var following = FollowUp.Of(World, decision.Changes, context);
            var revision = new Revision(World.Revision + 1, context.Now, origin, [.. decision.Changes, .. following]);
            var next = World.Apply(revision);
            var guarded = _guards.Try(next, revision);
            if (guarded.Refusals(origin.ForcesGuards) is { IsEmpty: false } refusals)
                return new(new Outcome<TResult>(OutcomeStatus.Refused, World.Revision, default, refusals));
            _guards.Enter(guarded);
            _changes.AddRange(decision.Changes);
            _changes.AddRange(following.Where(change => change is not (Change.PutSnapshotFile or Change.DeleteSnapshotFile)));
            World = next;
        }

        return new(new Outcome<TResult>(OutcomeStatus.Committed, World.Revision, decision.Value, []));
    }
}
