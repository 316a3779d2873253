using Ringfence.Control.Writing;

namespace Ringfence.Control.Audit;

/// <summary>Records the changes that the server makes by itself, with nobody's key: the undoing of what was not confirmed in time, and snapshots at times. Requests are recorded where they are answered.</summary>
public sealed class OwnChanges : IAsyncDisposable
{
    private readonly CommitFollower _commits;
    private readonly IAuditLog _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _following;

    private OwnChanges(CommitFollower commits, IAuditLog log)
    {
        _commits = commits;
        _log = log;
        _following = Task.Run(FollowAsync);
    }

    /// <summary>Starts with the commit after this call.</summary>
    /// <param name="commits">The commits. Whoever makes them ends after this.</param>
    /// <param name="log">Where they are recorded.</param>
    public static OwnChanges Start(CommitFeed commits, IAuditLog log) => new(commits.Follow(), log);

    /// <summary>Ends. What it has not come to by then is put into the log at the next start, from the journal.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            while (true)
            {
                var commit = await _commits.NextAsync(_stopping.Token).ConfigureAwait(false);
                foreach (var revision in commit.Revisions.Where(revision => revision.Origin.SecretId.Length == 0))
                    await _log.RecordAsync(AuditRecord.Of(revision)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }
}
