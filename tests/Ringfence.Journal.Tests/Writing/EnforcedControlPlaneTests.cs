using System.Collections.Immutable;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Journal.Tests.Support;

namespace Ringfence.Journal.Tests.Writing;

/// <summary>When a change is answered that a host here enforces, by a host whose reports the test makes.</summary>
public sealed class EnforcedControlPlaneTests : IAsyncLifetime
{
    private const string Here = "h1", Elsewhere = "h2";

    private readonly TempFolder _temp = new();
    private readonly AwaitedClock _clock = new();
    private readonly EnforcementBoard _board;
    private RunningPlane? _running;
    private EnforcedControlPlane? _plane;

    public EnforcedControlPlaneTests() => _board = new EnforcementBoard(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private EnforcedControlPlane Plane => _plane ?? throw new InvalidOperationException();

    private RunningPlane Running => _running ?? throw new InvalidOperationException();

    /// <summary>A host that enforces revision 2: an interface and its group.</summary>
    public async ValueTask InitializeAsync()
    {
        _running = await RunningPlane.StartAsync(_temp.Path);
        await _running.ExecuteAsync(Put(new Change.PutInterface(Sample.Interface("eni-00000001", Here, "10.0.0.1", "sg-00000001"))));
        await _running.ExecuteAsync(Rules(1));
        Report(2);
        _plane = new EnforcedControlPlane(_running.Plane, _running.Plane.Commits, _board, Here);
    }

    public async ValueTask DisposeAsync()
    {
        await Running.DisposeAsync();
        _temp.Dispose();
    }

    [Fact]
    public async Task The_answer_comes_when_the_host_enforces_and_nobody_else_waits_for_that()
    {
        var change = Execute(Rules(2));
        Assert.Equal(EnforcedControlPlane.Patience, await WaitOf(change));

        // It is made, shown and durable meanwhile, and so are other callers' changes.
        Assert.Equal((3L, 3L), (Running.Plane.World.Revision, (await Running.Journal.LoadAsync(Cancel)).Head));
        Assert.Equal(4, (await Running.ExecuteAsync(new PutUnique("sg-00000009", "n"))).Revision);
        Assert.False(change.IsCompleted);
        Report(3);
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);
    }

    [Fact]
    public async Task A_host_that_is_slow_is_not_waited_for_longer_nor_again_before_it_has_caught_up()
    {
        var change = Execute(Rules(2));
        _ = await WaitOf(change);
        _clock.Advance(EnforcedControlPlane.Patience);
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);

        Assert.Equal((OutcomeStatus.Committed, 4L), await AtOnce(Execute(Rules(3))));

        Report(3);
        change = Execute(Rules(4));
        _ = await WaitOf(change);
        Report(5);
        Assert.Equal((OutcomeStatus.Committed, 5L), await change);
    }

    [Fact]
    public async Task A_host_that_cannot_enforce_delays_no_answer()
    {
        var change = Execute(Rules(2));
        _ = await WaitOf(change);
        Report(2, error: "netlink: no buffer space");
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);
        Assert.Equal((OutcomeStatus.Committed, 4L), await AtOnce(Execute(Rules(3))));
    }

    [Fact]
    public async Task An_interface_that_cannot_be_enforced_ends_the_wait_with_the_others()
    {
        var change = Execute(Rules(2));
        _ = await WaitOf(change);
        Report(3, interfaceError: "no such device");
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);
    }

    [Fact]
    public async Task What_does_not_concern_the_host_or_is_refused_is_answered_at_once()
    {
        Assert.Equal((OutcomeStatus.Committed, 3L), await AtOnce(Execute(new PutUnique("sg-00000009", "n"))));
        Assert.Equal((OutcomeStatus.Committed, 4L), await AtOnce(Execute(Put(new Change.PutInterface(Sample.Interface("eni-00000002", Elsewhere, "10.0.0.2", "sg-00000009"))))));
        Assert.Equal((OutcomeStatus.Refused, 4L), await AtOnce(Execute(new PutUnique("sg-00000008", "n"))));
    }

    [Fact]
    public async Task The_last_interface_of_the_host_is_waited_for_too_when_it_goes()
    {
        var change = Execute(Put(new Change.DeleteInterface("eni-00000001")));
        _ = await WaitOf(change);
        Report(3);
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);
    }

    [Fact]
    public async Task Whoever_leaves_while_the_host_is_waited_for_has_made_his_change_all_the_same()
    {
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var change = Execute(Rules(2), leaving.Token);
        _ = await WaitOf(change);
        await leaving.CancelAsync();
        Assert.False(change.IsCompleted);
        Report(3);
        Assert.Equal((OutcomeStatus.Committed, 3L), await change);
    }

    private static Do<bool> Put(Change change) => new((_, _) => Decision<bool>.Accept(true, change));

    /// <summary>A change of what the host enforces.</summary>
    private static Do<bool> Rules(int count) => Put(new Change.PutGroup(Sample.Group("sg-00000001", "web", count)));

    private async Task<(OutcomeStatus Status, long Revision)> Execute<TResult>(ICommand<TResult> command, CancellationToken? cancel = null)
    {
        var outcome = await Plane.ExecuteAsync(command, Sample.Scope, Sample.Origin, cancel ?? Cancel);
        return (outcome.Status, outcome.Revision);
    }

    /// <summary>How long the host is waited for; the answer must not come instead.</summary>
    private async Task<TimeSpan> WaitOf(Task change)
    {
        var awaited = _clock.WhenAwaited();
        Assert.Same(awaited, await Task.WhenAny(awaited, change));
        return _clock.TakeWait();
    }

    /// <summary>The answer, which must come without a wait.</summary>
    private async Task<(OutcomeStatus Status, long Revision)> AtOnce(Task<(OutcomeStatus Status, long Revision)> change)
    {
        Assert.Same(change, await Task.WhenAny(change, _clock.WhenAwaited()));
        return await change;
    }

    private void Report(long revision, string? error = null, string? interfaceError = null) => _board.Report(new HostEnforcement(
        Here, "test", revision, default, error,
        ImmutableDictionary<string, InterfaceEnforcement>.Empty.Add("eni-00000001", new InterfaceEnforcement(revision, default, DevicePresent: true, interfaceError))));
}
