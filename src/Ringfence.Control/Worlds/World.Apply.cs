using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

public sealed partial class World
{
    /// <summary>The world after one more revision. Pure; shares with this one what did not change.</summary>
    /// <exception cref="ArgumentException">The revision is not the next one.</exception>
    public World Apply(Revision revision)
    {
        if (revision.Number != Revision + 1)
            throw new ArgumentException($"Revision {revision.Number} does not follow {Revision}.", nameof(revision));
        return Fold(this, revision.Number, LastRuleId, revision.Changes);
    }

    /// <summary>The world that a journal holds.</summary>
    public static World Load(long head, long lastRuleId, ImmutableArray<Change> documents) => Fold(Empty, head, lastRuleId, documents);

    private static World Fold(World world, long number, long lastRuleId, ImmutableArray<Change> changes)
    {
        var fold = new WorldFold(world, lastRuleId);
        foreach (var change in changes)
            fold.Apply(change);
        return new World
        {
            Revision = number,
            LastRuleId = fold.LastRuleId,
            Groups = fold.Groups.ToImmutable(),
            Instances = fold.Instances.ToImmutable(),
            Interfaces = fold.Interfaces.ToImmutable(),
            InterfacesByGroup = fold.InterfacesByGroup.ToImmutable(),
            ReferencesByGroup = fold.ReferencesByGroup.ToImmutable(),
            InterfacesByHost = fold.InterfacesByHost.ToImmutable(),
            GroupsByScope = fold.GroupsByScope.ToImmutable(),
        };
    }
}
