using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>
/// Holds every change against the guards, one step ahead of the journal, as <see cref="Admission.HostAdmission"/> does for limits. A step costs what it changes; what is worked out of policies stays until they
/// change. A guard that a step declares or changes is its command's to judge. Not for two threads at once.
/// </summary>
internal sealed class GuardAdmission
{
    private GuardView _view;
    private GuardView _settled;

    /// <summary>Starts at a world that was committed. Nothing is refused in it.</summary>
    public GuardAdmission(World world) => _view = _settled = new GuardView(world);

    /// <summary>Looks at the next world. This stays where it is until <see cref="Enter"/>.</summary>
    public GuardAttempt Try(World next, Revision revision)
    {
        if (next.Guards.IsEmpty)
            return new GuardAttempt(new GuardView(next), [], [], []);
        var delta = WorldDelta.Between(_view.World, next, [revision]);
        var scopes = ScopesOf(delta);
        var held = next.Guards.Values.Where(guard => scopes.Contains(guard.Scope) && ReferenceEquals(_view.World.Guards.GetValueOrDefault(guard.Id), guard))
            .OrderBy(guard => guard.Id, StringComparer.Ordinal).ToList();

        // Read before the step is followed: one that means the same after it is the same reading, and only what gained is looked at.
        var readings = held.ConvertAll(_view.Read);
        var view = _view.Follow(delta);
        var step = new GuardStep(_view, view, delta);
        var broken = ImmutableArray.CreateBuilder<GuardWitness>();
        var losses = ImmutableArray.CreateBuilder<GuardLoss>();
        foreach (var was in readings)
        {
            var now = view.Read(was.Guard);
            if (new GuardSearch(step, was, now).Find() is { } witness)
                broken.Add(witness);
            if (GuardLoss.Of(was, now, _view, delta) is { } loss)
                losses.Add(loss);
        }

        return new GuardAttempt(view, broken.DrainToImmutable(), losses.DrainToImmutable(), [.. Named(delta, next)]);
    }

    /// <summary>Goes to the world that was looked at.</summary>
    public void Enter(GuardAttempt attempt) => _view = attempt.View;

    /// <summary>Goes to a world that was committed elsewhere, whatever it breaks.</summary>
    public void Follow(World world, ImmutableArray<Revision> revisions) => _view = _view.Follow(WorldDelta.Between(_view.World, world, revisions));

    /// <summary>The world that was reached is committed.</summary>
    public void Settle() => _settled = _view;

    /// <summary>What was entered since <see cref="Settle"/> was not committed.</summary>
    public void Return() => _view = _settled;

    private static HashSet<Scope> ScopesOf(WorldDelta delta) =>
    [
        .. delta.Groups.Select(change => (change.After ?? change.Before)!.Scope), .. delta.Interfaces.Select(change => (change.After ?? change.Before)!.Scope),
        .. delta.Templates.Select(change => (change.After ?? change.Before)!.Scope),
    ];

    /// <summary>Groups and templates that went although a guard names them: it would mean something else from then on.</summary>
    private static IEnumerable<Refusal> Named(WorldDelta delta, World next)
    {
        foreach (var gone in delta.Groups.Where(change => change.After is null).Select(change => change.Before!))
        {
            foreach (var guard in next.Guards.Values.Where(guard => Ends(guard).Any(end => end.SecurityGroupIds.Contains(gone.Id))))
                yield return new Refusal(RefusalKind.GroupInUse, $"{gone.Id} is named by the guard {guard.Id} {Faults.Show(guard.Name)}.");
        }

        foreach (var gone in delta.Templates.Where(change => change.After is null).Select(change => change.Before!))
        {
            foreach (var guard in next.Guards.Values.Where(guard => Ends(guard).Any(end => end.AddressTemplateIds.Contains(gone.Id))))
                yield return new Refusal(RefusalKind.TemplateInUse, $"{gone.Id} is named by the guard {guard.Id} {Faults.Show(guard.Name)}.");
        }
    }

    private static GuardEnd[] Ends(Guard guard) => [guard.From, guard.Except, guard.To];
}

/// <summary>What guards say of a step.</summary>
/// <param name="View">The world after it.</param>
/// <param name="Broken">A packet for each guard that it breaks.</param>
/// <param name="Losses">What it takes away of the guards themselves.</param>
/// <param name="Named">Why it cannot be made at all, also by force.</param>
internal sealed record GuardAttempt(GuardView View, ImmutableArray<GuardWitness> Broken, ImmutableArray<GuardLoss> Losses, ImmutableArray<Refusal> Named)
{
    /// <summary>Every reason against the step.</summary>
    /// <param name="forced">Guards are gone past.</param>
    public ImmutableArray<Refusal> Refusals(bool forced) => forced ? Named : [.. Named, .. Broken.Select(witness => witness.Refuse(View.World)), .. Losses.Select(loss => loss.Refuse())];

    /// <summary>What is gone past, for the audit log.</summary>
    public ImmutableArray<string> Overridden => [.. Broken.Select(witness => witness.Broken(View.World)), .. Losses.Select(loss => loss.Sentence)];
}
