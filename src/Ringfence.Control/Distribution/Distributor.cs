using Microsoft.Extensions.Logging;
using Ringfence.Control.Writing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>Follows the commits and hands every host its policy. The writer's commit wakes it, it wakes the subscribers: no timer, no polling, no queue.</summary>
public sealed partial class Distributor : IAsyncDisposable
{
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Feed> _feeds = [];
    private readonly CommitFollower _commits;
    private readonly Task _run;
    private HostPolicyBuilder? _builder;

    /// <summary>Starts to follow.</summary>
    public Distributor(CommitFeed commits, ILogger<Distributor> logger)
    {
        _logger = logger;
        _commits = commits.Follow();
        _builder = new HostPolicyBuilder(_commits.Current.World);
        _run = Task.Run(RunAsync);
    }

    /// <summary>The host's policy from now on. Subscriptions of one host share their work.</summary>
    public HostSubscription Subscribe(string host)
    {
        lock (_gate)
        {
            if (!_feeds.TryGetValue(host, out var feed))
                _feeds[host] = feed = new Feed(new Latest<HostPolicy>(Builder().Add(host)));
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
            {
                var commit = await _commits.NextAsync(_stop.Token).ConfigureAwait(false);
                try
                {
                    Distribute(commit);
                }
                catch (Exception exception)
                {
                    // A bug here must not stop distribution for good: the hosts keep what they have, and the next commit is distributed from scratch.
                    LogFailed(exception, commit.World.Revision);
                    lock (_gate)
                        _builder = null;
                }
            }
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
            if (_builder?.World is { } world && world.Revision < commit.World.Revision)
                _builder.Advance(commit);
            var builder = Builder();
            foreach (var (host, feed) in _feeds)
                feed.Latest.Publish(builder[host]);
        }
    }

    /// <summary>The builder; a new one at the present commit after a fault.</summary>
    private HostPolicyBuilder Builder()
    {
        if (_builder is { } builder)
            return builder;
        builder = new HostPolicyBuilder(_commits.Current.World);
        foreach (string host in _feeds.Keys)
            builder.Add(host);
        return _builder = builder;
    }

    private void Unsubscribe(string host)
    {
        lock (_gate)
        {
            if (_feeds.TryGetValue(host, out var feed) && --feed.Subscribers == 0)
            {
                _feeds.Remove(host);
                _builder?.Remove(host);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "Revision {Revision} could not be distributed; the hosts keep what they have")]
    private partial void LogFailed(Exception exception, long revision);

    private sealed class Feed(Latest<HostPolicy> latest)
    {
        public Latest<HostPolicy> Latest { get; } = latest;

        public int Subscribers { get; set; }
    }
}
