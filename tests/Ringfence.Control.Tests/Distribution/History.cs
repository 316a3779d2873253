using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>A world that goes from commit to commit, as the writer makes them.</summary>
internal sealed class History
{
    private static readonly Origin Nobody = new("", "", "", "");

    public World World { get; private set; } = World.Empty;

    /// <summary>One commit of one revision.</summary>
    public Commit Commit(params Change[] changes) => CommitTogether(changes);

    /// <summary>One commit of several revisions.</summary>
    public Commit CommitTogether(params Change[][] revisions)
    {
        var made = revisions.Select((changes, i) => new Revision(World.Revision + 1 + i, default, Nobody, [.. changes])).ToArray();
        World = made.Aggregate(World, (world, revision) => world.Apply(revision));
        return new Commit(World, [.. made]);
    }
}
