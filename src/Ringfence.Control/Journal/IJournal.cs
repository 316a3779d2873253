using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>
/// The ordered log of revisions that the world is a fold over, and the port behind which it is kept. Durable: what <see cref="CommitAsync"/> returned from
/// is there after kill -9, a full disk or a power cut; what it did not return from is there whole or not at all.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>Everything at the head, as puts, and the head's number (0 when nothing was ever committed).</summary>
    ValueTask<JournalSnapshot> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Commits revisions together, in order, on condition that the head still is the one before the first of them.</summary>
    /// <returns>Committed, or why not; when not, nothing of it is there.</returns>
    ValueTask<JournalCommit> CommitAsync(ImmutableArray<Revision> revisions, CancellationToken cancellationToken);

    /// <summary>Revisions from a number on, oldest first, at most <paramref name="limit"/>.</summary>
    ValueTask<ImmutableArray<Revision>> HistoryAsync(long from, int limit, CancellationToken cancellationToken);

    /// <summary>The revisions that match, newest first, with what each document was before the change.</summary>
    ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken);

    /// <summary>
    /// What documents were at a revision: every document that a revision after <paramref name="revision"/>, up to <paramref name="head"/>, changed, as a put of what it
    /// was then, or as a deletion when it was not there.
    /// </summary>
    ValueTask<ImmutableArray<Change>> RewindAsync(long revision, long head, CancellationToken cancellationToken);
}

/// <summary>The documents at the head.</summary>
/// <param name="Head">The last committed revision's number.</param>
/// <param name="LastRuleId">The highest rule id ever given, also of rules that are gone.</param>
/// <param name="Documents">Every document as a put.</param>
public sealed record JournalSnapshot(long Head, long LastRuleId, ImmutableArray<Change> Documents);

/// <summary>How a commit ended.</summary>
public enum JournalCommit
{
    /// <summary>Durable.</summary>
    Committed,

    /// <summary>Somebody else committed first; nothing was written.</summary>
    Conflict,

    /// <summary>There is no room on the disk; nothing was written. It works again when there is room.</summary>
    NoSpace,
}
