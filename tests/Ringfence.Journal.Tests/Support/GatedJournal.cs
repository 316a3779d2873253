using System.Collections.Immutable;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Journal.Tests.Support;

/// <summary>A real journal whose commits can be held up and counted, or made to fail before or after they are done.</summary>
public sealed class GatedJournal(IJournal journal) : IJournal
{
    private TaskCompletionSource? _gate;

    /// <summary>The number of revisions in each commit.</summary>
    public List<int> Commits { get; } = [];

    /// <summary>Thrown instead of committing.</summary>
    public Exception? FailBefore { get; set; }

    /// <summary>Thrown after committing, once: the writer does not learn that it is done.</summary>
    public Exception? FailAfter { get; set; }

    /// <summary>Holds commits up until the returned source is completed; completes <see cref="Held"/> when one is.</summary>
    public TaskCompletionSource Close()
    {
        Held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public TaskCompletionSource Held { get; private set; } = new();

    public ValueTask<JournalSnapshot> LoadAsync(CancellationToken cancellationToken) => journal.LoadAsync(cancellationToken);

    public async ValueTask<JournalCommit> CommitAsync(ImmutableArray<Revision> revisions, CancellationToken cancellationToken)
    {
        if (_gate is { } gate)
        {
            Held.TrySetResult();
            await gate.Task.WaitAsync(cancellationToken);
        }

        if (FailBefore is { } before)
            throw before;
        var result = await journal.CommitAsync(revisions, cancellationToken);
        Commits.Add(revisions.Length);
        if (FailAfter is { } after)
        {
            FailAfter = null;
            throw after;
        }

        return result;
    }

    public ValueTask<ImmutableArray<Revision>> HistoryAsync(long from, int limit, CancellationToken cancellationToken) => journal.HistoryAsync(from, limit, cancellationToken);

    public ValueTask<RevisionPage> FindAsync(RevisionQuery query, CancellationToken cancellationToken) => journal.FindAsync(query, cancellationToken);

    public ValueTask<ImmutableArray<Change>> RewindAsync(long revision, long head, CancellationToken cancellationToken) => journal.RewindAsync(revision, head, cancellationToken);

    public ValueTask DisposeAsync() => journal.DisposeAsync();
}
