using Ringfence.Control.Writing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>
/// Follows the commits, which carry every host's policy, and hands each host its own. The writer's commit wakes it, it wakes the subscribers: no timer, no polling, no queue.
/// </summary>
public sealed class Distributor : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Feed> _feeds = [];
    private readonly CommitFollower _commits;
    private readonly Task _run;
    private Commit _current;

    /// <summary>Starts to follow.</summary>
    public Distributor(CommitFeed commits)
    {
        _commits = commits.Follow();
        _current = _commits.Current;
        _run = Task.Run(RunAsync);
    }

    /// <summary>The host's policy from now on.</summary>
    public HostSubscription Subscribe(string host)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(host, out var feed))
                _feeds[host] = feed = new Feed(new Latest<HostPolicy>(_current.PolicyOf(host)));
            feed.Subscribers++;
            return new HostSubscription(feed.Latest, () => Unsubscribe(host));
        }
    }

    /// <summary>Stops. Subscribers keep what they have.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
                Distribute(await _commits.NextAsync(_stop.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    private void Distribute(Commit commit)
    {
        lock (_gate)
        {
            _current = commit;
            foreach (var (host, feed) in _feeds)
                feed.Latest.Publish(commit.PolicyOf(host));
        }
    }

    private void Unsubscribe(string host)
    {
        lock (_gate)
        {
            if (_feeds.TryGetValue(host, out var feed) && --feed.Subscribers == 0)
                _feeds.Remove(host);
        }
    }

    private sealed class Feed(Latest<HostPolicy> latest)
    {
        public Latest<HostPolicy> Latest { get; } = latest;

        public int Subscribers { get; set; }
    }
}
