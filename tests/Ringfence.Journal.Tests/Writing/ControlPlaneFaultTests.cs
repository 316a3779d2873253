using Microsoft.Extensions.Logging;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests.Writing;

public sealed class ControlPlaneFaultTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_command_that_throws_fails_alone_and_is_logged()
    {
        var log = new LogOf<ControlPlane>();
        await using var running = await RunningPlane.StartAsync(_temp.Path, logger: log);
        var gate = running.Journal.Close();
        var first = running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var good = running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "b"));
        var throws = running.ExecuteAsync(new Do<int>((_, _) => throw new InvalidOperationException("a bug")));
        var broken = running.ExecuteAsync(new Do<int>((_, _) => Decision<int>.Accept(1, new Change.PutGroup(null!))));
        var later = running.ExecuteAsync(new PutUnique("sg-cccccccc", "c"));
        gate.SetResult();

        Assert.Equal(OutcomeStatus.Failed, (await throws).Status);
        Assert.Equal(OutcomeStatus.Failed, (await broken).Status);
        Assert.Equal([1, 2, 3], (await Task.WhenAll(first, good, later)).Select(outcome => outcome.Revision));
        Assert.Contains(log.Entries, entry => entry is { Level: LogLevel.Error, Exception.Message: "a bug" });
    }

    [Fact]
    public async Task A_full_disk_fails_the_whole_batch_forgets_what_would_have_been_and_works_again_with_room()
    {
        using var disk = SmallDisk.Mount(kibibytes: 2048);
        await using var running = await RunningPlane.StartAsync(disk.Path);
        await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"));
        disk.Fill();

        var gate = running.Journal.Close();
        var first = running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "b", Rules: 100));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var certain = running.ExecuteAsync(new PutUnique("sg-dddddddd", "a"));
        var second = running.ExecuteAsync(new PutUnique("sg-cccccccc", "c", Rules: 100));
        var refusedBecauseOfSecond = running.ExecuteAsync(new PutUnique("sg-eeeeeeee", "c"));
        gate.SetResult();

        Assert.Equal(OutcomeStatus.NoSpace, (await first).Status);
        Assert.Equal(OutcomeStatus.NoSpace, (await second).Status);
        Assert.Equal(OutcomeStatus.NoSpace, (await refusedBecauseOfSecond).Status);
        Assert.Equal(OutcomeStatus.Refused, (await certain).Status);
        Assert.Equal(["sg-aaaaaaaa"], running.Plane.World.Groups.Keys);
        Assert.Equal(1, running.Plane.World.Revision);

        disk.Free();
        var again = await running.ExecuteAsync(new PutUnique("sg-cccccccc", "c", Rules: 100));
        Assert.Equal((OutcomeStatus.Committed, 2L), (again.Status, again.Revision));
    }

    [Fact]
    public async Task When_another_writer_was_first_the_command_is_decided_again_on_what_that_one_wrote()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"));
        await running.Journal.CommitAsync([Sample.Revision(2, new Change.PutGroup(Sample.Group("sg-bbbbbbbb", "b"))), Sample.Revision(3, new Change.DeleteGroup("sg-aaaaaaaa"))], Cancel);
        var follower = running.Plane.Commits.Follow();

        // Against the world that this writer still knows it would be accepted; the journal knows better.
        Assert.Equal(OutcomeStatus.Refused, (await running.ExecuteAsync(new PutUnique("sg-cccccccc", "b"))).Status);
        var outcome = await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"));
        Assert.Equal((OutcomeStatus.Committed, 4L, 2), (outcome.Status, outcome.Revision, outcome.Value));
        Assert.Equal([2, 3], (await follower.NextAsync(Cancel)).Revisions.Select(revision => revision.Number));
    }

    [Fact]
    public async Task A_journal_that_throws_fails_the_callers_and_the_next_ones_go_on()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        running.Journal.FailBefore = new IOException("the disk is gone");
        Assert.Equal(OutcomeStatus.Unavailable, (await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"))).Status);
        Assert.Equal(0, running.Plane.World.Revision);
        running.Journal.FailBefore = null;
        Assert.Equal(1, (await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"))).Revision);
    }

    [Fact]
    public async Task A_commit_that_was_done_although_it_was_reported_as_failed_is_found_at_once()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        running.Journal.FailAfter = new IOException("fsync said no");
        Assert.Equal(OutcomeStatus.Unavailable, (await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"))).Status);
        Assert.Equal(["sg-aaaaaaaa"], running.Plane.World.Groups.Keys);
        var outcome = await running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "b"));
        Assert.Equal((OutcomeStatus.Committed, 2L, 2), (outcome.Status, outcome.Revision, outcome.Value));
        Assert.Equal(["a", "b"], running.Plane.World.Groups.Values.Select(group => group.Name).Order());
    }
}
