using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Control;
using Ringfence.Control.Audit;
using Ringfence.Control.Commands;
using Ringfence.Control.Trials;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests.Writing;

/// <summary>The end of trials on a running control plane, with a clock that the test moves.</summary>
public sealed class TrialScheduleTests : IDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly TempFolder _folder = new();
    private readonly SettableClock _clock = new(Sample.Time);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_not_confirmed_in_time_is_undone_by_a_revision_of_its_own()
    {
        await using var running = await StartAsync();
        await using var schedule = await ScheduleAsync(running);
        await DoAsync(running, new PutUnique("sg-00000001", "a"));
        var tried = await running.ExecuteAsync(new OnTrial<int>(new PutUnique("sg-00000001", "b"), Minute));
        Assert.Equal((OutcomeStatus.Committed, 2L), (tried.Status, tried.Revision));
        await PassAsync(running, Minute - TimeSpan.FromSeconds(1));
        Assert.Equal("b", running.Plane.World.Groups["sg-00000001"].Name);
        await PassUntilAsync(running, TimeSpan.FromSeconds(1), 3);
        Assert.Equal("a", running.Plane.World.Groups["sg-00000001"].Name);
        var undone = (await running.Journal.HistoryAsync(3, 1, Cancel))[0];
        Assert.Equal(("RevertTrial", "", Sample.Scope), (undone.Origin.Action, undone.Origin.SecretId, undone.Scope));
        Assert.InRange(undone.At, Sample.Time + Minute, Sample.Time + (2 * Minute));
    }

    [Fact]
    public async Task What_is_confirmed_stays_when_the_time_is_over()
    {
        await using var running = await StartAsync();
        await using var schedule = await ScheduleAsync(running);
        await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
        await DoAsync(running, new ConfirmTrial(1));
        await PassAsync(running, 10 * Minute);
        Assert.Equal((2L, "a"), (running.Plane.World.Revision, running.Plane.World.Groups["sg-00000001"].Name));
    }

    [Fact]
    public async Task A_deadline_that_passed_while_nobody_was_there_is_met_at_the_start_before_anything_else()
    {
        await using (var running = await StartAsync())
        {
            await DoAsync(running, new PutUnique("sg-00000001", "a"));
            await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "b", Rules: 3), Minute));
        }

        _clock.Advance(10 * Minute);
        await using (var running = await StartAsync())
        {
            Assert.Equal("b", running.Plane.World.Groups["sg-00000001"].Name);
            await using var schedule = await ScheduleAsync(running);
            Assert.Equal((3L, "a"), (running.Plane.World.Revision, running.Plane.World.Groups["sg-00000001"].Name));
            Assert.Empty(running.Plane.World.Groups["sg-00000001"].Ingress);
        }
    }

    [Fact]
    public async Task One_that_is_not_over_goes_on_over_a_restart_and_no_longer_than_it_was_given_when_the_clock_was_set_back_meanwhile()
    {
        await using (var running = await StartAsync())
            await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
        _clock.Set(TimeSpan.FromDays(-1));
        await using (var running = await StartAsync())
        {
            await using var schedule = await ScheduleAsync(running);
            await PassAsync(running, Minute - TimeSpan.FromSeconds(1));
            Assert.NotEmpty(running.Plane.World.Groups);
            await PassUntilAsync(running, TimeSpan.FromSeconds(1), 2);
            Assert.Empty(running.Plane.World.Groups);
        }
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public async Task A_clock_that_is_set_while_it_runs_changes_nothing(int seconds)
    {
        await using var running = await StartAsync();
        await using var schedule = await ScheduleAsync(running);
        await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
        await PassAsync(running, TimeSpan.FromSeconds(10));
        _clock.Set(TimeSpan.FromSeconds(seconds));
        // Somebody else's change wakes the schedule: it must not look at the wall.
        await running.Plane.ExecuteAsync(new PutUnique("sg-00000009", "other"), new Scope("100000000002", "ap-guangzhou"), Sample.Origin, Cancel);
        await PassAsync(running, TimeSpan.FromSeconds(49));
        Assert.Equal(2, running.Plane.World.Revision);
        await PassUntilAsync(running, TimeSpan.FromSeconds(1), 3);
        Assert.Equal("sg-00000009", Assert.Single(running.Plane.World.Groups.Keys));
    }

    [Fact]
    public async Task When_the_disk_is_full_it_is_tried_again_until_it_is_done()
    {
        await using var running = await StartAsync();
        await using var schedule = await ScheduleAsync(running);
        await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
        running.Journal.FailBefore = new IOException("The disk is gone.");
        await PassAsync(running, 2 * Minute);
        Assert.NotEmpty(running.Plane.World.Groups);
        running.Journal.FailBefore = null;
        await PassUntilAsync(running, TimeSpan.FromSeconds(1), 2);
        Assert.Empty(running.Plane.World.Groups);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_end_of_a_trial_is_in_the_history_of_its_own_region_whichever_one_it_was_ended_from(bool isConfirmed)
    {
        await using var running = await StartAsync();
        await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
        ICommand<Trial> end = isConfirmed ? new ConfirmTrial(1) : new RevertTrial(1);
        await running.Plane.ExecuteAsync(end, Sample.Scope with { Region = "ap-elsewhere" }, Sample.Origin, Cancel);
        Assert.Equal(Sample.Scope, (await running.Journal.HistoryAsync(2, 1, Cancel))[0].Scope);
    }

    [Fact]
    public async Task What_the_server_undoes_by_itself_is_in_the_audit_log_at_once_and_not_again_at_the_next_start()
    {
        await using (var running = await StartAsync())
        {
            await using var store = SqliteAuditStore.Open(running.Folder);
            await using var log = await AuditLog.StartAsync(store, running.Journal, NullLogger<AuditLog>.Instance, Cancel);
            await using var own = OwnChanges.Start(running.Plane.Commits, log);
            await using var schedule = await ScheduleAsync(running);
            await DoAsync(running, new OnTrial<int>(new PutUnique("sg-00000001", "a"), Minute));
            await PassUntilAsync(running, TimeSpan.FromSeconds(1), 2);
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            patience.CancelAfter(TimeSpan.FromSeconds(60));
            while (await ActionsAsync(log) != "RevertTrial")
                await Task.Delay(TimeSpan.FromMilliseconds(1), patience.Token);
        }

        await using (var running = await StartAsync())
        {
            await using var store = SqliteAuditStore.Open(running.Folder);
            await using var log = await AuditLog.StartAsync(store, running.Journal, NullLogger<AuditLog>.Instance, Cancel);
            // Nobody recorded the request itself here: that is put back, older than what was there.
            Assert.Equal("RevertTrial CreateSecurityGroup", await ActionsAsync(log));
        }

        static async Task<string> ActionsAsync(AuditLog log) =>
            string.Join(' ', (await log.FindAsync(new AuditQuery(Sample.Scope.Account), Cancel)).Records.Select(record => record.Action));
    }

    private Task<RunningPlane> StartAsync() => RunningPlane.StartAsync(_folder.Path, new ControlPlaneOptions { Clock = _clock });

    private Task<TrialSchedule> ScheduleAsync(RunningPlane running) => TrialSchedule.StartAsync(running.Plane, _clock, NullLogger<TrialSchedule>.Instance);

    private static async Task DoAsync<T>(RunningPlane running, ICommand<T> command) => Assert.Equal(OutcomeStatus.Committed, (await running.ExecuteAsync(command)).Status);

    /// <summary>Lets time go by; what is due of it is done before this returns.</summary>
    private async Task PassAsync(RunningPlane running, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            await MomentAsync(running, running.Plane.World.Revision + 1, TimeSpan.FromMilliseconds(5));
        }
    }

    private async Task PassUntilAsync(RunningPlane running, TimeSpan step, long revision)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        while (running.Plane.World.Revision < revision)
        {
            patience.Token.ThrowIfCancellationRequested();
            _clock.Advance(step);
            await MomentAsync(running, revision, TimeSpan.FromMilliseconds(100));
        }
    }

    private static async Task MomentAsync(RunningPlane running, long revision, TimeSpan time)
    {
        using var moment = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        moment.CancelAfter(time);
        try
        {
            await running.Plane.Commits.WaitForRevisionAsync(revision, moment.Token);
        }
        catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
        {
            // Nothing was due.
        }
    }
}
