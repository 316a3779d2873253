using System.Collections.Immutable;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>A world and the revisions that made it from the one before.</summary>
internal sealed record Step(World World, ImmutableArray<Revision> Revisions);

/// <summary>A world that goes from commit to commit, as the writer makes them.</summary>
internal sealed class History
{
    private static readonly Origin Nobody = new("", "", "", "");

    public World World { get; private set; } = World.Empty;

    /// <summary>One commit of one revision.</summary>
    public Step Commit(params Change[] changes) => CommitTogether(changes);

    /// <summary>One commit of several revisions.</summary>
    public Step CommitTogether(params Change[][] revisions)
    {
        var made = revisions.Select((changes, i) => new Revision(World.Revision + 1 + i, default, Nobody, [.. changes])).ToArray();
        World = made.Aggregate(World, (world, revision) => world.Apply(revision));
        return new Step(World, [.. made]);
    }
}

internal static class Steps
{
    public static void Advance(this HostPolicyBuilder builder, Step step) => builder.Advance(step.World, step.Revisions);
}
