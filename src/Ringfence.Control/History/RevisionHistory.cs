using System.Collections.Immutable;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>What was: who changed what and when, and the world as it stood.</summary>
public interface IRevisionHistory
{
    /// <summary>The revisions that match, newest first.</summary>
    ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken);

    /// <summary>The world at an earlier revision, of all scopes; null when there is no such revision yet. Costs what changed since.</summary>
    ValueTask<World?> WorldAtAsync(long revision, CancellationToken cancellationToken);
}

/// <summary>The history that a journal has. A past world shares with the present one everything that has not changed since.</summary>
public sealed class RevisionHistory(IJournal journal, IControlPlane control) : IRevisionHistory
{
    /// <inheritdoc/>
    public ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken) => journal.FindAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<World?> WorldAtAsync(long revision, CancellationToken cancellationToken)
    {
        var world = control.World;
        if (revision < 0 || revision > world.Revision)
            return null;
        ImmutableArray<Change> documents = await journal.RewindAsync(revision, world.Revision, cancellationToken).ConfigureAwait(false);
        return world.Rewind(revision, documents);
    }
}
