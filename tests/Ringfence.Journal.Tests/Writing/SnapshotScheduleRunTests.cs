using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Snapshots;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests.Writing;

/// <summary>The schedule on a running control plane, with a clock that the test moves.</summary>
public sealed class SnapshotScheduleRunTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Snapshots_are_taken_at_their_time_kept_over_a_restart_and_deleted_when_they_are_old()
    {
        // Sunday, 16:30 in UTC+8.
        var clock = new FakeTimeProvider(Sample.Time);
        var options = new ControlPlaneOptions { Clock = clock };
        await using (var running = await RunningPlane.StartAsync(_folder.Path, options))
        await using (Start(running, clock))
        {
            string group = (await DoAsync(running, new CreateSecurityGroup("web", "", null, [], null))).Id;
            var spec = new SnapshotPolicySpec { Name = "p", BackupType = "time", KeepTime = 1, BackupPolicies = [new SnapshotTimeSpec("sunday", "17:00")] };
            string policy = (await DoAsync(running, new CreateSnapshotPolicies([spec], [])))[0].Id;
            await DoAsync(running, new AttachSnapshotInstances(policy, [new SnapshotInstanceSpec(group, "securitygroup", null)]));
            await AdvanceUntilAsync(running, clock, TimeSpan.FromMinutes(10), world => !world.SnapshotFiles.IsEmpty);
            Assert.InRange(Assert.Single(running.Plane.World.SnapshotFiles.Values).TakenAt, Sample.Time.AddMinutes(30), Sample.Time.AddMinutes(50));
        }

        await using (var running = await RunningPlane.StartAsync(_folder.Path, options))
        await using (Start(running, clock))
        {
            Assert.Single(running.Plane.World.SnapshotFiles);
            await AdvanceUntilAsync(running, clock, TimeSpan.FromHours(1), world => world.SnapshotFiles.IsEmpty);
            Assert.True(clock.GetUtcNow() >= Sample.Time.AddDays(1));
        }
    }

    [Fact]
    public async Task A_clock_that_was_ahead_for_a_while_does_not_keep_snapshots_from_being_taken()
    {
        var clock = new SettableClock(Sample.Time);
        await using var running = await RunningPlane.StartAsync(_folder.Path, new ControlPlaneOptions { Clock = clock });
        await using var schedule = Start(running, clock);
        string group = (await DoAsync(running, new CreateSecurityGroup("web", "", null, [], null))).Id;
        var spec = new SnapshotPolicySpec { Name = "p", BackupType = "time", KeepTime = 365, BackupPolicies = [new SnapshotTimeSpec("sunday", "17:00")] };
        string policy = (await DoAsync(running, new CreateSnapshotPolicies([spec], [])))[0].Id;
        await DoAsync(running, new AttachSnapshotInstances(policy, [new SnapshotInstanceSpec(group, "securitygroup", null)]));

        // Somebody sets the clock to next month: a time has passed, and is made up for once.
        clock.Set(TimeSpan.FromDays(30));
        await AdvanceUntilAsync(running, clock, TimeSpan.FromMinutes(20), world => world.SnapshotFiles.Count == 1);
        Assert.True(running.Plane.World.SnapshotPolicies[policy].TakenThrough > Sample.Time.AddDays(20));

        // And back: next Sunday has its snapshot.
        clock.Set(TimeSpan.FromDays(-30));
        await AdvanceUntilAsync(running, clock, TimeSpan.FromHours(6), world => world.SnapshotFiles.Count == 2);
        Assert.InRange(clock.GetUtcNow(), Sample.Time, Sample.Time.AddDays(9));
    }

    [Fact]
    public async Task While_a_change_waits_for_its_confirmation_snapshots_wait_and_that_is_told_once_and_not_as_an_error()
    {
        var clock = new FakeTimeProvider(Sample.Time);
        var log = new LogOf<SnapshotSchedule>();
        await using var running = await RunningPlane.StartAsync(_folder.Path, new ControlPlaneOptions { Clock = clock });
        await using var schedule = Start(running, clock, log);
        string group = (await DoAsync(running, new CreateSecurityGroup("web", "", null, [], null))).Id;
        var spec = new SnapshotPolicySpec { Name = "p", BackupType = "time", KeepTime = 1, BackupPolicies = [new SnapshotTimeSpec("sunday", "17:00")] };
        string policy = (await DoAsync(running, new CreateSnapshotPolicies([spec], [])))[0].Id;
        await DoAsync(running, new AttachSnapshotInstances(policy, [new SnapshotInstanceSpec(group, "securitygroup", null)]));
        await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), TimeSpan.FromHours(1)));
        await AdvanceUntilAsync(running, clock, TimeSpan.FromMinutes(10), _ => !log.Entries.IsEmpty);
        int steps = 0;
        await AdvanceUntilAsync(running, clock, TimeSpan.FromMinutes(1), _ => ++steps > 3);
        var (level, message, _) = Assert.Single(log.Entries);
        Assert.Equal(LogLevel.Information, level);
        Assert.Contains(policy, message, StringComparison.Ordinal);

        await DoAsync(running, new ConfirmTrial(null));
        await AdvanceUntilAsync(running, clock, TimeSpan.FromMinutes(1), world => !world.SnapshotFiles.IsEmpty);
    }

    private static SnapshotSchedule Start(RunningPlane running, TimeProvider clock, ILogger<SnapshotSchedule>? logger = null) =>
        SnapshotSchedule.Start(running.Plane, clock, TimeSpan.FromHours(8), logger ?? NullLogger<SnapshotSchedule>.Instance);

    private static async Task<TResult> DoAsync<TResult>(RunningPlane running, ICommand<TResult> command)
    {
        var outcome = await running.ExecuteAsync(command);
        Assert.Equal(OutcomeStatus.Committed, outcome.Status);
        return outcome.Value!;
    }

    /// <summary>Moves the clock step by step until a world is as wanted, giving the schedule a moment after each step.</summary>
    private static async Task AdvanceUntilAsync(RunningPlane running, FakeTimeProvider clock, TimeSpan step, Func<World, bool> isWanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        while (!isWanted(running.Plane.World))
        {
            clock.Advance(step);
            using var moment = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            moment.CancelAfter(TimeSpan.FromMilliseconds(200));
            try
            {
                await running.Plane.Commits.WaitForRevisionAsync(running.Plane.World.Revision + 1, moment.Token);
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                // Nothing was due in this step.
            }
        }
    }
}
