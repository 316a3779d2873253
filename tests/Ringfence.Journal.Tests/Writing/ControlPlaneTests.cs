using Microsoft.Extensions.Time.Testing;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Writing;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests.Writing;

public sealed class ControlPlaneTests : IDisposable
{
    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task A_change_is_visible_and_durable_when_its_caller_hears_of_it()
    {
        await using (var running = await RunningPlane.StartAsync(_temp.Path))
        {
            var outcome = await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "web"));
            Assert.Equal((OutcomeStatus.Committed, 1L, 1), (outcome.Status, outcome.Revision, outcome.Value));
            Assert.Equal("web", running.Plane.World.Groups["sg-aaaaaaaa"].Name);
            var revision = Assert.Single(await running.Journal.HistoryAsync(1, 10, Cancel));
            Assert.Equal(Sample.Origin, revision.Origin);
        }

        await using var again = await RunningPlane.StartAsync(_temp.Path);
        Assert.Equal(1, again.Plane.World.Revision);
        Assert.Equal("web", again.Plane.World.Groups["sg-aaaaaaaa"].Name);
    }

    [Fact]
    public async Task Nothing_is_answered_or_shown_before_the_journal_has_it()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        var gate = running.Journal.Close();
        var change = running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "web"));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        Assert.False(change.IsCompleted);
        Assert.Equal(0, running.Plane.World.Revision);
        gate.SetResult();
        Assert.Equal(1, (await change).Revision);
    }

    [Fact]
    public async Task Commands_that_wait_together_share_one_durable_commit_and_see_each_other()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        var gate = running.Journal.Close();
        var first = running.ExecuteAsync(new PutUnique("sg-00000000", "n0"));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var others = Enumerable.Range(1, 20).Select(i => running.ExecuteAsync(new PutUnique($"sg-{i:d8}", $"n{i}"))).ToArray();
        var same = running.ExecuteAsync(new PutUnique("sg-99999999", "n7"));
        gate.SetResult();

        Assert.Equal(1, (await first).Revision);
        var outcomes = await Task.WhenAll(others);
        Assert.Equal(Enumerable.Range(2, 20).Select(i => (long)i), outcomes.Select(outcome => outcome.Revision));
        Assert.Equal(Enumerable.Range(2, 20), outcomes.Select(outcome => outcome.Value));
        Assert.Equal(RefusalKind.Duplicate, Assert.Single((await same).Refusals).Kind);
        Assert.Equal([1, 20], running.Journal.Commits);
    }

    [Fact]
    public async Task A_batch_is_bounded()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path, new ControlPlaneOptions { BatchLimit = 4 });
        var gate = running.Journal.Close();
        var first = running.ExecuteAsync(new PutUnique("sg-00000000", "n0"));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var others = Enumerable.Range(1, 10).Select(i => running.ExecuteAsync(new PutUnique($"sg-{i:d8}", $"n{i}"))).ToArray();
        gate.SetResult();
        await Task.WhenAll([first, .. others]);
        Assert.Equal([1, 4, 4, 2], running.Journal.Commits);
    }

    [Fact]
    public async Task When_the_queue_is_full_callers_wait_and_none_is_lost()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path, new ControlPlaneOptions { QueueCapacity = 2, BatchLimit = 1 });
        var gate = running.Journal.Close();
        var all = Enumerable.Range(0, 20).Select(i => running.ExecuteAsync(new PutUnique($"sg-{i:d8}", $"n{i}"))).ToArray();
        using var giveUp = new CancellationTokenSource();
        var outside = running.ExecuteAsync(new PutUnique("sg-99999999", "outside"), giveUp.Token);
        await running.Journal.Held.Task.WaitAsync(Cancel);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside);
        gate.SetResult();
        Assert.All(await Task.WhenAll(all), outcome => Assert.Equal(OutcomeStatus.Committed, outcome.Status));
        Assert.Equal(20, running.Plane.World.Groups.Count);
    }

    [Fact]
    public async Task A_command_with_nothing_to_change_makes_no_revision()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "web"));
        var outcome = await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "web"));
        Assert.Equal((OutcomeStatus.Committed, 1L, 1), (outcome.Status, outcome.Revision, outcome.Value));
        Assert.Equal(1, running.Plane.World.Revision);
        Assert.Equal([1], running.Journal.Commits);
    }

    [Fact]
    public async Task A_refused_command_changes_nothing()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "web"));
        var outcome = await running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "web"));
        Assert.Equal((OutcomeStatus.Refused, 1L), (outcome.Status, outcome.Revision));
        Assert.Equal([1], running.Journal.Commits);
    }

    [Fact]
    public async Task A_command_knows_its_scope_its_accounts_quotas_and_gets_new_ids()
    {
        var options = new ControlPlaneOptions { Quotas = account => new Quotas { SecurityGroups = account.Length } };
        await using var running = await RunningPlane.StartAsync(_temp.Path, options);
        var context = (await running.ExecuteAsync(new Do<CommandContext>((_, context) => Decision<CommandContext>.Accept(context)))).Value!;
        Assert.Equal(Sample.Scope, context.Scope);
        Assert.Equal(Sample.Scope.Account.Length, context.Quotas.SecurityGroups);
        Assert.Matches("^sg-[a-z0-9]{8}$", context.Ids.NewId("sg-"));
    }

    [Fact]
    public async Task A_caller_may_withdraw_while_the_command_waits_but_not_once_it_is_taken()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        var gate = running.Journal.Close();
        using var cancel = new CancellationTokenSource();
        var taken = running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "taken"), cancel.Token);
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var waiting = running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "waiting"), cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        gate.SetResult();
        Assert.Equal(OutcomeStatus.Committed, (await taken).Status);
        await running.ExecuteAsync(new PutUnique("sg-cccccccc", "after"));
        Assert.Equal(["after", "taken"], running.Plane.World.Groups.Values.Select(group => group.Name).Order());
    }

    [Fact]
    public async Task Times_never_go_back_also_when_the_clock_does_and_the_process_starts_again()
    {
        var clock = new FakeTimeProvider(Sample.Time) { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };
        await using (var running = await RunningPlane.StartAsync(_temp.Path, new ControlPlaneOptions { Clock = clock }))
        {
            await running.ExecuteAsync(new PutUnique("sg-aaaaaaaa", "a"));
            await running.ExecuteAsync(new PutUnique("sg-bbbbbbbb", "b"));
        }

        var late = new FakeTimeProvider(Sample.Time.AddYears(-1));
        await using var again = await RunningPlane.StartAsync(_temp.Path, new ControlPlaneOptions { Clock = late });
        await again.ExecuteAsync(new PutUnique("sg-cccccccc", "c"));
        var revisions = await again.Journal.HistoryAsync(1, 10, Cancel);
        Assert.True(revisions[1].At > revisions[0].At);
        Assert.Equal(revisions[1].At, revisions[2].At);
        Assert.Equal(revisions[2].At, again.Plane.World.Groups["sg-cccccccc"].UpdatedAt);
    }

    [Fact]
    public async Task Followers_get_every_commit_in_order_and_waiters_the_revision_they_wait_for()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        var follower = running.Plane.Commits.Follow();
        var third = running.Plane.Commits.WaitForRevisionAsync(3, Cancel).AsTask();
        for (int i = 1; i <= 3; i++)
        {
            Assert.False(third.IsCompleted);
            await running.ExecuteAsync(new PutUnique($"sg-{i:d8}", $"n{i}"));
        }

        Assert.Equal(3, (await third).Revision);
        for (int i = 1; i <= 3; i++)
        {
            var commit = await follower.NextAsync(Cancel);
            Assert.Equal(i, commit.World.Revision);
            Assert.Equal(i, Assert.Single(commit.Revisions).Number);
        }
    }

    [Fact]
    public async Task Stopping_finishes_what_waits_and_refuses_what_comes_later()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path);
        var waiting = Enumerable.Range(1, 30).Select(i => running.ExecuteAsync(new PutUnique($"sg-{i:d8}", $"n{i}"))).ToArray();
        await running.Plane.DisposeAsync();
        Assert.All(waiting, task => Assert.Equal(OutcomeStatus.Committed, task.Result.Status));
        Assert.Equal(OutcomeStatus.Unavailable, (await running.ExecuteAsync(new PutUnique("sg-99999999", "late"))).Status);
        Assert.Equal(30, (await running.Journal.LoadAsync(Cancel)).Head);
    }
}
