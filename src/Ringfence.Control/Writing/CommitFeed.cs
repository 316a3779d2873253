using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Writing;

/// <summary>The worlds as they are committed. Readers take the latest; followers get every one, in order, with what changed.</summary>
public sealed class CommitFeed
{
    private readonly Latest<Commit> _latest;

    /// <summary>Starts with what was loaded.</summary>
    public CommitFeed(Commit first) => _latest = new Latest<Commit>(first);

    /// <summary>The latest world. One volatile load.</summary>
    public World World => _latest.Value.World;

    /// <summary>A follower that has seen the latest world and gets every commit after it.</summary>
    public CommitFollower Follow() => new(_latest.Node);

    /// <summary>The latest world, once it is at a revision or later. Wakes directly from the commit.</summary>
    public ValueTask<World> WaitForRevisionAsync(long revision, CancellationToken cancellationToken)
    {
        var world = World;
        return world.Revision >= revision ? new ValueTask<World>(world) : WaitAsync(revision, cancellationToken);
    }

    /// <summary>Makes a commit the latest and wakes everybody who waits. One publisher at a time: the writer.</summary>
    public void Publish(Commit commit) => _latest.Publish(commit);

    private async ValueTask<World> WaitAsync(long revision, CancellationToken cancellationToken)
    {
        var commit = await _latest.WaitAsync(revision, static (latest, wanted) => latest.World.Revision >= wanted, cancellationToken).ConfigureAwait(false);
        return commit.World;
    }
}

/// <summary>A world and the revisions that made it from the one before.</summary>
/// <param name="World">The world.</param>
/// <param name="Revisions">Committed together, oldest first; empty for the first world of a process.</param>
/// <param name="Hosts">What each host that carries interfaces enforces in this world; a host that a commit does not concern keeps its object, at an earlier revision.</param>
public sealed record Commit(World World, ImmutableArray<Revision> Revisions, ImmutableDictionary<string, HostPolicy> Hosts)
{
    /// <summary>What a host enforces in this world, at its revision. Any name: a host without interfaces has an empty policy.</summary>
    public HostPolicy PolicyOf(string host) => Hosts.GetValueOrDefault(host, HostPolicy.Empty) with { Revision = World.Revision };
}

/// <summary>A place in the <see cref="CommitFeed"/>. Not for use by two threads at once.</summary>
public sealed class CommitFollower
{
    private Published<Commit> _node;

    internal CommitFollower(Published<Commit> node) => _node = node;

    /// <summary>The commit at this place.</summary>
    public Commit Current => _node.Value;

    /// <summary>Goes to the next commit, when it is there.</summary>
    public async ValueTask<Commit> NextAsync(CancellationToken cancellationToken)
    {
        _node = await _node.NextAsync(cancellationToken).ConfigureAwait(false);
        return _node.Value;
    }
}
