using System.Collections.Immutable;
using System.Diagnostics;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Policy.Hosting;
using static Ringfence.Control.Tests.Distribution.Pieces;

namespace Ringfence.Control.Tests.Distribution;

public sealed class DistributorTests(ITestOutputHelper output) : IAsyncLifetime
{
    private readonly History _history = new();
    private readonly HostPolicyBuilder _builder = new(World.Empty);
    private CommitFeed _feed = new(new Commit(World.Empty, [], ImmutableDictionary<string, HostPolicy>.Empty));
    private Distributor? _distributor;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Distributor Distributor => _distributor ?? throw new InvalidOperationException();

    public ValueTask InitializeAsync()
    {
        var commit = _history.Commit(new Change.PutGroup(Group("sg-00000001", ["10.0.0.0/8"])));
        _feed = new CommitFeed(Carrying(commit));
        _distributor = new Distributor(_feed);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await Distributor.DisposeAsync();

    [Fact]
    public async Task A_subscriber_has_the_present_policy_at_once_and_gets_the_next_one()
    {
        using var subscription = Distributor.Subscribe("h1");
        Assert.Equal(1, subscription.Current.Revision);
        var next = subscription.WaitForNewerAsync(1, Cancel).AsTask();
        Assert.False(next.IsCompleted);
        Publish(Put(1));
        var policy = await next;
        Assert.Equal(2, policy.Revision);
        Assert.Equal(["eni-00000001"], policy.Interfaces.Keys);
        Assert.Same(policy, await subscription.WaitForNewerAsync(1, Cancel));
    }

    [Fact]
    public async Task A_revision_that_changes_nothing_for_the_host_reaches_it_too()
    {
        using var subscription = Distributor.Subscribe("h9");
        Publish(Put(1));
        var policy = await subscription.WaitForNewerAsync(1, Cancel);
        Assert.Equal(2, policy.Revision);
        Assert.Empty(policy.Interfaces);
    }

    [Fact]
    public async Task A_slow_subscriber_gets_the_newest_only()
    {
        using var subscription = Distributor.Subscribe("h1");
        for (int i = 1; i <= 100; i++)
            Publish(Put(i));
        var policy = await subscription.WaitForNewerAsync(100, Cancel);
        Assert.Equal(101, policy.Revision);
        Assert.Same(policy, subscription.Current);
        Assert.Equal(FullBuild.Of(_history.World, "h1"), HostPolicyText.Of(policy));
    }

    [Fact]
    public async Task Subscribers_that_come_at_any_time_all_end_at_the_last_revision()
    {
        const int Last = 300;
        var subscribers = Enumerable.Range(0, 8).Select(n => Task.Run(async () =>
        {
            using var subscription = Distributor.Subscribe($"h{n % 4}");
            var policy = subscription.Current;
            while (policy.Revision < Last + 1)
            {
                var next = await subscription.WaitForNewerAsync(policy.Revision, Cancel);
                Assert.True(next.Revision > policy.Revision);
                policy = next;
            }

            return policy;
        }, Cancel)).ToArray();
        for (int i = 1; i <= Last; i++)
            Publish(Put(i % 50, host: $"h{i % 4}"));
        var policies = await Task.WhenAll(subscribers);
        for (int n = 0; n < policies.Length; n++)
            Assert.Equal(FullBuild.Of(_history.World, $"h{n % 4}"), HostPolicyText.Of(policies[n]));
    }

    [Fact]
    public async Task A_wait_can_be_cancelled_and_a_subscription_ended_without_touching_others_of_the_host()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        using var stays = Distributor.Subscribe("h1");
        var ends = Distributor.Subscribe("h1");
        var wait = ends.WaitForNewerAsync(1, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        ends.Dispose();
        ends.Dispose();
        Publish(Put(1));
        Assert.Equal(2, (await stays.WaitForNewerAsync(1, Cancel)).Revision);
    }

    [Fact]
    public async Task A_commit_wakes_its_subscriber_directly()
    {
        using var subscription = Distributor.Subscribe("h1");
        var times = new List<double>();
        for (int i = 1; i <= 300; i++)
        {
            var woken = WokenAtAsync(subscription, _history.World.Revision);
            var carrying = Carrying(_history.Commit(Put(i % 20)));
            long start = Stopwatch.GetTimestamp();
            _feed.Publish(carrying);
            times.Add(Stopwatch.GetElapsedTime(start, await woken).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine($"From commit to subscriber: p50 {times[150]:f3} ms, p99 {times[297]:f3} ms.");

        // Far below any timer, far above what it takes (some 0.05 ms): a busy machine is no fault.
        Assert.True(times[150] < 5, $"p50 {times[150]} ms");
    }

    private static async Task<long> WokenAtAsync(HostSubscription subscription, long revision)
    {
        await subscription.WaitForNewerAsync(revision, Cancel);
        return Stopwatch.GetTimestamp();
    }

    private static Change.PutInterface Put(int number, string host = "h1") => new(Interface($"eni-{number:d8}", host, Vpc, [$"10.0.0.{number % 250}"], "sg-00000001"));

    private void Publish(Change change) => _feed.Publish(Carrying(_history.Commit(change)));

    /// <summary>The commit as the writer publishes it, with the policies of its hosts.</summary>
    private Commit Carrying(Step step)
    {
        _builder.Advance(step);
        return new Commit(step.World, step.Revisions, step.World.InterfacesByHost.Keys.ToImmutableDictionary(host => host, host => _builder.Add(host)));
    }
}
