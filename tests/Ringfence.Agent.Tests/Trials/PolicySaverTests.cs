using Microsoft.Extensions.Logging;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Tests.Trials;

public sealed class PolicySaverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TestBootClock _boot = new();

    [Fact]
    public async Task A_change_that_is_not_on_trial_does_not_wait_for_what_is_being_saved()
    {
        using var disk = new Disk(_boot);
        using var log = new HeldLog();
        await using var saver = new PolicySaver(disk.Saved, _boot.Wall, log);
        Assert.Equal(SavedTrials.Right, saver.SaveTrials(Plain(1)));
        disk.Refuse();
        try
        {
            // The saver stays in the middle of its work, where it says that the disk refuses.
            saver.Offer(Plain(2));
            Assert.True(log.Entered.Wait(Patience, TestContext.Current.CancellationToken));
            Assert.Equal(SavedTrials.Right, await Task.Run(() => saver.SaveTrials(Plain(3)), TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken));
        }
        finally
        {
            log.GoOn.Set();
            disk.Accept();
        }
    }

    [Fact]
    public async Task What_is_confirmed_is_not_on_the_disk_as_waiting_however_late_the_change_is_saved()
    {
        using var disk = new Disk(_boot);
        await using var saver = disk.Saver();
        for (long revision = 1; revision < 200; revision += 2)
        {
            var (tried, confirmed) = (Tried(revision), Plain(revision + 1));
            using var together = new Barrier(2);
            var late = Task.Run(() =>
            {
                together.SignalAndWait(TestContext.Current.CancellationToken);
                return saver.SaveTrials(tried);
            }, TestContext.Current.CancellationToken);
            together.SignalAndWait(TestContext.Current.CancellationToken);
            Assert.Equal(SavedTrials.Right, saver.SaveTrials(confirmed));
            Assert.Equal("", disk.Waiting());
            Assert.Equal(SavedTrials.Right, await late);
            Assert.Equal("", disk.Waiting());
        }
    }

    private static HostPolicy Plain(long revision) => HostPolicy.Empty with { Revision = revision };

    private HostPolicy Tried(long revision) =>
        Plain(revision) with { Fallback = new HostFallback(revision, _boot.Wall.GetUtcNow() + TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5), HostPolicy.Empty) };

    /// <summary>Holds whoever writes to it.</summary>
    private sealed class HeldLog : ILogger, IDisposable
    {
        public ManualResetEventSlim Entered { get; } = new();

        public ManualResetEventSlim GoOn { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Entered.Set();
            GoOn.Wait(CancellationToken.None);
        }

        public void Dispose()
        {
            Entered.Dispose();
            GoOn.Dispose();
        }
    }
}
