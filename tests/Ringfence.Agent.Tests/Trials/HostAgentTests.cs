using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Agent.Tests.Trials;

/// <summary>The agent at a deadline. What it tells a driver is what counts here; packets are the kernel tests'.</summary>
public sealed class HostAgentTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TestBootClock _boot = new();

    [Fact]
    public async Task At_the_deadline_it_goes_back_by_itself_and_stays_there_until_something_newer_comes()
    {
        var (feed, driver) = (new Feed(), new Driver());
        await using var agent = Start(feed, driver);
        feed.Publish(Tried(7));
        Assert.Equal(7, await driver.NextAsync());
        _boot.Pass(Minute);
        Assert.Equal(6, await driver.NextAsync());

        // The control plane knows it by now, or has been asked to keep it after all.
        feed.Publish(HostPolicy.Empty with { Revision = 8 });
        Assert.Equal(8, await driver.NextAsync());
    }

    [Fact]
    public async Task A_driver_that_fails_at_the_deadline_is_asked_again()
    {
        var (feed, driver) = (new Feed(), new Driver());
        await using var agent = Start(feed, driver);
        feed.Publish(Tried(7));
        Assert.Equal(7, await driver.NextAsync());
        driver.Failures = 1;
        _boot.Pass(Minute);
        await driver.Failed;
        while (!driver.HasNext)
        {
            _boot.Pass(TimeSpan.FromMilliseconds(50));
            await Task.Yield();
        }

        Assert.Equal(6, await driver.NextAsync());
    }

    [Fact]
    public async Task The_way_back_is_on_the_disk_before_the_change_is_in_the_kernel_and_gone_before_its_confirmation_is()
    {
        using var folder = new Folder();
        var trials = new TrialClock(_boot, _boot.Wall);
        await using var saver = new PolicySaver(new SavedPolicies(folder.Path, trials), _boot.Wall, NullLogger.Instance);
        var (feed, driver) = (new Feed(), new Driver());
        var onDisk = new List<long?>();
        driver.Applying = () => onDisk.Add(new SavedPolicies(folder.Path, new TrialClock(_boot, _boot.Wall)).Read().Policy.Fallback?.Revision);
        await using var agent = new HostAgent(feed, driver, new Nobody(), trials, _boot.Wall, NullLogger<HostAgent>.Instance, saver);
        foreach (var policy in new[] { HostPolicy.Empty with { Revision = 6 }, Tried(7), HostPolicy.Empty with { Revision = 8 }, Tried(9) })
        {
            feed.Publish(policy);
            Assert.Equal(policy.Revision, await driver.NextAsync());
        }

        Assert.Equal([null, 7L, null, 9L], onDisk);
    }

    private HostPolicy Tried(long revision) => HostPolicy.Empty with
    {
        Revision = revision,
        Fallback = new HostFallback(revision, _boot.Wall.GetUtcNow() + Minute, Minute, HostPolicy.Empty with { Revision = revision - 1 }),
    };

    private HostAgent Start(Feed feed, Driver driver) =>
        new(feed, driver, new Nobody(), new TrialClock(_boot, _boot.Wall), _boot.Wall, NullLogger<HostAgent>.Instance);

    private sealed class Feed : IHostPolicyFeed
    {
        private readonly Channel<HostPolicy> _channel = Channel.CreateUnbounded<HostPolicy>();

        public HostPolicy? Current => null;

        public void Publish(HostPolicy policy) => _channel.Writer.TryWrite(policy);

        public ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation) => _channel.Reader.ReadAsync(cancellation);
    }

    private sealed class Nobody : IEnforcementReporter
    {
        public void Report(EnforcementReport report)
        {
        }
    }

    /// <summary>Remembers what it was told.</summary>
    private sealed class Driver : IDatapath
    {
        private readonly Channel<long> _applied = Channel.CreateUnbounded<long>();
        private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "test";

        public ImmutableHashSet<string> Devices => [];

        public int Failures { get; set; }

        public Action Applying { get; set; } = static () => { };

        public Task Failed => _failed.Task;

        public bool HasNext => _applied.Reader.TryPeek(out _);

        public event Action? DevicesChanged
        {
            add { }
            remove { }
        }

        public async Task<long> NextAsync()
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            return await _applied.Reader.ReadAsync(patience.Token);
        }

        public Task<ApplyResult> ApplyAsync(HostPolicy policy)
        {
            if (Failures-- > 0)
            {
                _failed.TrySetResult();
                throw new IOException("The kernel is tired.");
            }

            Applying();
            _applied.Writer.TryWrite(policy.Revision);
            return Task.FromResult(new ApplyResult(ApplyMode.Full, ImmutableDictionary<string, string>.Empty));
        }

        public Task<bool> CheckAsync() => Task.FromResult(true);

        public Task<ImmutableSortedDictionary<string, DropCount>> ReadCountersAsync() => throw new NotSupportedException();

        public Task<CountedRules?> ReadRuleHitsAsync(IReadOnlyCollection<RuleId> rules) => throw new NotSupportedException();

        public IAsyncEnumerable<LiveFlow> ReadFlowsAsync(CancellationToken cancellation) => throw new NotSupportedException();

        public Task ReleaseAsync() => throw new NotSupportedException();

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
