using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Hosting;

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
    public async Task A_clock_that_fails_does_not_end_it()
    {
        var (feed, driver) = (new Feed(), new Driver());
        await using var agent = Start(feed, driver);
        _boot.Faults = 3;
        feed.Publish(Tried(7));
        Assert.Equal(7, await NextAsync(driver));
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
    public async Task Within_a_second_what_somebody_took_off_is_put_back_and_reported()
    {
        var (feed, driver, reporter) = (new Feed(), new Driver(), new Reporter());
        await using var agent = Start(feed, driver, reporter: reporter);
        feed.Publish(HostPolicy.Empty with { Revision = 5 });
        Assert.Equal(5, await driver.NextAsync());
        driver.IsWhole = false;
        _boot.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(5, await driver.NextAsync());
        Assert.Contains("removed or changed", await reporter.NextErrorAsync(), StringComparison.Ordinal);
        Assert.Null(await reporter.NextErrorAsync(revision: 5));
    }

    [Fact]
    public async Task While_a_policy_is_refused_the_one_before_is_looked_after_every_second_and_put_back()
    {
        var (feed, driver, reporter) = (new Feed(), new Driver(), new Reporter());
        await using var agent = Start(feed, driver, reporter: reporter);
        feed.Publish(HostPolicy.Empty with { Revision = 5 });
        Assert.Equal(5, await driver.NextAsync());
        driver.Refused = 6;
        feed.Publish(HostPolicy.Empty with { Revision = 6 });
        await driver.Failed;
        Assert.Contains("tired", await reporter.NextErrorAsync(), StringComparison.Ordinal);
        for (int second = 0; second < 3; second++)
        {
            int checks = driver.Checks;
            _boot.Pass(TimeSpan.FromSeconds(1));
            await UntilAsync(() => driver.Checks > checks);
        }

        driver.IsWhole = false;
        _boot.Pass(TimeSpan.FromSeconds(1));
        await UntilAsync(() => driver.Restorations == 1);
        await reporter.UntilErrorAsync("removed or changed");
        Assert.False(driver.HasNext, "It was applied as if the newest were not known.");

        // The newest goes on being tried, and it is that which is wrong from there on.
        int failures = driver.Refusals;
        await UntilAsync(() =>
        {
            _boot.Pass(TimeSpan.FromMilliseconds(100));
            return driver.Refusals > failures;
        });
        await reporter.UntilErrorAsync("tired");
        driver.Refused = null;
        Assert.Equal(6, await NextAsync(driver));
    }

    [Fact]
    public async Task A_kernel_that_cannot_be_looked_at_does_not_put_off_the_next_try()
    {
        var (feed, driver) = (new Feed(), new Driver());
        await using var agent = Start(feed, driver);
        driver.Refused = 6;
        driver.Checking = () => throw new IOException("The kernel is blind.");
        feed.Publish(HostPolicy.Empty with { Revision = 6 });
        await driver.Failed;
        for (int second = 0; second < 10; second++)
        {
            int checks = driver.Checks;
            _boot.Pass(TimeSpan.FromSeconds(1));
            await UntilAsync(() => driver.Checks > checks);
        }

        driver.Refused = null;
        Assert.Equal(6, await NextAsync(driver));
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

    [Fact]
    public async Task Of_two_changes_that_wait_the_one_that_is_confirmed_is_gone_from_the_disk_before_the_kernel_learns_of_it()
    {
        using var disk = new Disk(_boot);
        await using var saver = disk.Saver();
        var (feed, driver) = (new Feed(), new Driver());
        var onDisk = new List<string>();
        driver.Applying = () => onDisk.Add(disk.Waiting());
        await using var agent = Start(feed, driver, saver, disk.Trials);
        var first = Tried(7);
        foreach (var policy in new[] { first, first with { Revision = 8, Fallback = first.Fallback! with { Policy = Tried(8) with { Revision = 6 } } }, first with { Revision = 9 } })
        {
            feed.Publish(policy);
            Assert.Equal(policy.Revision, await driver.NextAsync());
        }

        Assert.Equal(["7", "7 8", "7"], onDisk);
    }

    [Fact]
    public async Task A_confirmation_is_on_the_disk_however_long_the_kernel_takes_for_the_change()
    {
        using var disk = new Disk(_boot);
        using var goOn = new ManualResetEventSlim();
        var (feed, driver) = (new Feed(), new Driver());
        var applying = new TaskCompletionSource();
        await using (var saver = disk.Saver())
        {
            driver.Applying = () =>
            {
                applying.TrySetResult();
                goOn.Wait(TestContext.Current.CancellationToken);
            };
            await using var agent = Start(feed, driver, saver, disk.Trials);
            try
            {
                feed.Publish(Tried(7));
                await applying.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
                Assert.Equal("7", disk.Waiting());
                feed.Publish(HostPolicy.Empty with { Revision = 8 });
                using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
                patience.CancelAfter(TimeSpan.FromSeconds(60));
                while (disk.Waiting() != "")
                    await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
            }
            finally
            {
                goOn.Set();
            }

            Assert.Equal(7, await driver.NextAsync());
            Assert.Equal(8, await driver.NextAsync());
        }

        Assert.Equal("", disk.Waiting());
    }

    [Fact]
    public async Task What_is_older_than_what_was_heard_of_is_not_saved_in_its_place()
    {
        using var disk = new Disk(_boot);
        await using (var saver = disk.Saver())
        {
            Assert.Equal(SavedTrials.Right, saver.SaveTrials(Tried(7)));
            Assert.Equal(SavedTrials.Right, saver.SaveTrials(HostPolicy.Empty with { Revision = 8 }));
            Assert.Equal(SavedTrials.Right, saver.SaveTrials(Tried(7)));
            Assert.Equal("", disk.Waiting());
            saver.Offer(Tried(7));
        }

        Assert.Equal("", disk.Waiting());
    }

    [Fact]
    public async Task What_was_confirmed_while_no_agent_was_there_is_gone_from_the_disk_before_it_is_enforced()
    {
        using var disk = new Disk(_boot);
        disk.Saved.Write(Tried(7));
        await using var saver = disk.Saver();
        disk.Saved.Read();
        var (feed, driver) = (new Feed(), new Driver());
        string? onDisk = null;
        driver.Applying = () => onDisk = disk.Waiting();
        await using var agent = Start(feed, driver, saver, disk.Trials);
        feed.Publish(HostPolicy.Empty with { Revision = 8 });
        Assert.Equal(8, await driver.NextAsync());
        Assert.Equal("", onDisk);
    }

    [Fact]
    public async Task A_change_whose_way_back_cannot_be_saved_is_not_enforced_until_it_can()
    {
        using var disk = new Disk(_boot);
        await using var saver = disk.Saver();
        var (feed, driver, reporter) = (new Feed(), new Driver(), new Reporter());
        await using var agent = Start(feed, driver, saver, disk.Trials, reporter);
        feed.Publish(HostPolicy.Empty with { Revision = 5 });
        Assert.Equal(5, await driver.NextAsync());
        disk.Refuse();
        feed.Publish(Tried(7));
        Assert.Equal(6, await driver.NextAsync());
        Assert.Contains("way back could not be saved", await reporter.NextErrorAsync(), StringComparison.Ordinal);
        disk.Accept();
        while (await NextAsync(driver) is var next && next != 7)
            Assert.Equal(6, next);
        Assert.Equal("7", disk.Waiting());
        Assert.Null(await reporter.NextErrorAsync(revision: 7));
    }

    [Fact]
    public async Task A_confirmation_that_cannot_be_saved_is_enforced_but_not_reported_as_done()
    {
        using var disk = new Disk(_boot);
        await using var saver = disk.Saver();
        var (feed, driver, reporter) = (new Feed(), new Driver(), new Reporter());
        await using var agent = Start(feed, driver, saver, disk.Trials, reporter);
        feed.Publish(Tried(7));
        Assert.Equal(7, await driver.NextAsync());
        disk.Refuse();
        feed.Publish(HostPolicy.Empty with { Revision = 8 });
        Assert.Equal(8, await driver.NextAsync());
        Assert.Contains("could not be saved", await reporter.NextErrorAsync(revision: 8), StringComparison.Ordinal);
        Assert.Equal("7", disk.Waiting());
        disk.Accept();
        while (disk.Waiting() != "")
            Assert.Equal(8, await NextAsync(driver));
    }

    private HostPolicy Tried(long revision) => HostPolicy.Empty with
    {
        Revision = revision,
        Fallback = new HostFallback(revision, _boot.Wall.GetUtcNow() + Minute, Minute, HostPolicy.Empty with { Revision = revision - 1 }),
    };

    private HostAgent Start(Feed feed, Driver driver, PolicySaver? saver = null, TrialClock? trials = null, IEnforcementReporter? reporter = null) =>
        new(feed, driver, reporter ?? new Nobody(), trials ?? new TrialClock(_boot, _boot.Wall), _boot.Wall, NullLogger<HostAgent>.Instance, saver);

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (!condition())
            await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
    }

    /// <summary>What the driver is told next while time goes by in small steps.</summary>
    private async Task<long> NextAsync(Driver driver)
    {
        while (!driver.HasNext)
        {
            _boot.Pass(TimeSpan.FromMilliseconds(5));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TestContext.Current.CancellationToken);
        }

        return await driver.NextAsync();
    }
}
