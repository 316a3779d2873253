using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Holds guards against a whole world, whatever it was before. What is worked out for one guard serves the next, and the check of the next world. Not for two threads at once.</summary>
public sealed class GuardCheck
{
    private readonly GuardView _view;
    private readonly Dictionary<Guard, GuardWitness?> _found = new(ReferenceEqualityComparer.Instance);

    /// <summary>Looks at a world with nothing worked out.</summary>
    public GuardCheck(World world)
        : this(new GuardView(world))
    {
    }

    private GuardCheck(GuardView view) => _view = view;

    /// <summary>The world.</summary>
    public World World => _view.World;

    /// <summary>A packet that breaks the guard; null when it holds. Costs a look at each binding that the guard concerns, the first time.</summary>
    /// <exception cref="OperationCanceledException">It is not asked for any more.</exception>
    public GuardWitness? Find(Guard guard, CancellationToken cancellationToken = default)
    {
        if (!_found.TryGetValue(guard, out var witness))
            _found.Add(guard, witness = new GuardSearch(GuardStep.At(_view), null, _view.Read(guard)).Find(cancellationToken));
        return witness;
    }

    /// <summary>True when it is known here whether the guard holds.</summary>
    public bool Knows(Guard guard) => _found.ContainsKey(guard);

    /// <summary>The check of another world. What is known here of these guards is known there for the cost of the difference between the worlds, but for a guard whose packet does not break it there.</summary>
    /// <exception cref="OperationCanceledException">It is not asked for any more.</exception>
    public GuardCheck Follow(World world, IEnumerable<Guard> guards, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(world, World))
            return this;

        // Read before the step is followed: a guard that means the same after it is the same reading, and only what gained is looked at.
        var kept = guards.Where(Knows).Select(guard => (Guard: guard, Reading: _view.Read(guard))).ToList();
        var delta = IsSame(world) ? new WorldDelta(World, world, [], [], []) : WorldDelta.Between(World, world, []);
        var next = new GuardCheck(_view.Follow(delta));
        var step = new GuardStep(_view, next._view, delta);
        foreach (var (guard, was) in kept)
        {
            var now = next._view.Read(guard);
            if (_found[guard] is not { } witness)
                next._found.Add(guard, new GuardSearch(step, was, now).Find(cancellationToken));
            else if (witness.Breaks(next._view, now, out var still))
                next._found.Add(guard, still);
        }

        return next;
    }

    /// <summary>True when nothing is different that guards look at.</summary>
    private bool IsSame(World world) =>
        ReferenceEquals(world.Groups, World.Groups) && ReferenceEquals(world.Interfaces, World.Interfaces) && ReferenceEquals(world.Templates, World.Templates);
}
