using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;
using Ringfence.Journal.Tests.Support;
using Ringfence.Policy.Compilation;

namespace Ringfence.Journal.Tests.Writing;

public sealed class HostLimitTests : IDisposable
{
    private static readonly ControlPlaneOptions Options = new() { HostLimits = new CompilationLimits { MaxRules = 3 } };

    private readonly TempFolder _temp = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public async Task What_a_host_cannot_hold_is_refused_before_it_is_committed_and_the_next_change_goes_on()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path, Options);
        await running.ExecuteAsync(Put(new Change.PutInterface(Sample.Interface("eni-00000001", "h1", "10.0.0.1", "sg-00000001"))));
        var refused = await running.ExecuteAsync(Put(new Change.PutGroup(Sample.Group("sg-00000001", "a", rules: 4))));
        Assert.Equal((OutcomeStatus.Refused, RefusalKind.HostCapacity), (refused.Status, Assert.Single(refused.Refusals).Kind));
        Assert.Contains("eni-00000001 on host 'h1' would need 4 rules, 1 more than the 3 that fit", refused.Refusals[0].Message, StringComparison.Ordinal);
        Assert.Equal((1L, 1L), (running.Plane.World.Revision, (await running.Journal.LoadAsync(Cancel)).Head));

        var fits = await running.ExecuteAsync(Put(new Change.PutGroup(Sample.Group("sg-00000001", "a", rules: 3))));
        Assert.Equal((OutcomeStatus.Committed, 2L), (fits.Status, fits.Revision));
    }

    [Fact]
    public async Task One_that_does_not_fit_is_refused_in_the_middle_of_those_that_share_its_commit()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path, Options);
        await running.ExecuteAsync(Put(new Change.PutInterface(Sample.Interface("eni-00000001", "h1", "10.0.0.1", "sg-00000001"))));
        var gate = running.Journal.Close();
        var first = running.ExecuteAsync(new PutUnique("sg-00000009", "n"));
        await running.Journal.Held.Task.WaitAsync(Cancel);
        var waiting = new[] { 3, 4, 2, 5 }.Select(rules => running.ExecuteAsync(Put(new Change.PutGroup(Sample.Group("sg-00000001", "a", rules))))).ToArray();
        gate.SetResult();
        await first;
        var outcomes = await Task.WhenAll(waiting);
        Assert.Equal([OutcomeStatus.Committed, OutcomeStatus.Refused, OutcomeStatus.Committed, OutcomeStatus.Refused], outcomes.Select(outcome => outcome.Status));
        Assert.Equal(2, running.Plane.World.Groups["sg-00000001"].Ingress.Length);
    }

    [Fact]
    public async Task A_commit_that_fails_takes_back_what_hosts_would_enforce()
    {
        await using var running = await RunningPlane.StartAsync(_temp.Path, Options);
        await running.ExecuteAsync(Put(new Change.PutInterface(Sample.Interface("eni-00000001", "h1", "10.0.0.1", "sg-00000001"))));
        running.Journal.FailBefore = new IOException("The disk is gone.");
        var failed = await running.ExecuteAsync(Put(new Change.PutGroup(Sample.Group("sg-00000001", "a", rules: 3))));
        Assert.Equal(OutcomeStatus.Unavailable, failed.Status);
        running.Journal.FailBefore = null;
        var follower = running.Plane.Commits.Follow();
        await running.ExecuteAsync(new PutUnique("sg-00000009", "n"));
        var policy = (await follower.NextAsync(Cancel)).PolicyOf("h1");
        Assert.Equal(2, policy.Revision);
        Assert.All(policy.Lists.Values, list => Assert.Empty(list.Rules));
    }

    private static Do<Nothing> Put(params Change[] changes) => new((_, _) => Decision<Nothing>.Accept(default, [.. changes]));
}
