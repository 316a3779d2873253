using System.Collections.Immutable;
using Microsoft.Extensions.Time.Testing;
using Ringfence.Control.Distribution;

namespace Ringfence.Control.Tests.Distribution;

public sealed class EnforcementBoardTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly FakeTimeProvider _clock = new();
    private readonly EnforcementBoard _board;

    public EnforcementBoardTests() => _board = new EnforcementBoard(_clock);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Waiting_ends_when_every_named_host_enforces_the_revision_or_a_later_one()
    {
        var wait = _board.WaitAsync(["h1", "h2"], 5, Long, Cancel).AsTask();
        _board.Report(Report("h1", 7));
        _board.Report(Report("h3", 7));
        _board.Report(Report("h2", 4));
        Assert.False(wait.IsCompleted);
        _board.Report(Report("h2", 5));
        Assert.True(await wait);
        Assert.True(await _board.WaitAsync(["h1", "h2"], 5, TimeSpan.Zero, Cancel));
        Assert.False(await _board.WaitAsync(["h1", "h2"], 6, TimeSpan.Zero, Cancel));
        Assert.True(await _board.WaitAsync([], 100, TimeSpan.Zero, Cancel));
    }

    [Fact]
    public async Task A_host_with_an_error_on_itself_or_an_interface_does_not_enforce()
    {
        _board.Report(Report("h1", 9) with { Error = "netlink: no such device" });
        Assert.False(await _board.WaitAsync(["h1"], 5, TimeSpan.Zero, Cancel));
        _board.Report(Report("h1", 9, new InterfaceEnforcement(8, default, DevicePresent: true, "no room in the table")));
        Assert.False(await _board.WaitAsync(["h1"], 5, TimeSpan.Zero, Cancel));
        var wait = _board.WaitAsync(["h1"], 5, Long, Cancel).AsTask();
        _board.Report(Report("h1", 9, new InterfaceEnforcement(9, default, DevicePresent: false, null)));
        Assert.True(await wait);
    }

    [Fact]
    public async Task Waiting_ends_with_false_when_the_time_is_up()
    {
        var wait = _board.WaitAsync(["h1"], 5, Long, Cancel).AsTask();
        _clock.Advance(Long - TimeSpan.FromSeconds(1));
        Assert.False(wait.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await wait);
    }

    [Fact]
    public async Task Waiting_can_be_cancelled()
    {
        using var cancel = new CancellationTokenSource();
        var wait = _board.WaitAsync(["h1"], 5, Long, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
    }

    [Fact]
    public void The_last_report_of_a_host_counts_also_when_its_revision_is_lower()
    {
        _board.Report(Report("h1", 9));
        _board.Report(Report("h1", 3));
        Assert.Equal(3, Assert.Single(_board.Hosts).Value.EnforcedRevision);
    }

    [Fact]
    public async Task Reports_from_many_threads_are_all_kept()
    {
        await Task.WhenAll(Enumerable.Range(0, 8).Select(n => Task.Run(() =>
        {
            for (int revision = 1; revision <= 200; revision++)
                _board.Report(Report($"h{n}", revision));
        }, Cancel)));
        Assert.True(await _board.WaitAsync([.. Enumerable.Range(0, 8).Select(n => $"h{n}")], 200, TimeSpan.Zero, Cancel));
    }

    private static HostEnforcement Report(string host, long revision, params InterfaceEnforcement[] interfaces) =>
        new(host, "nftables", revision, default, null, interfaces.Select((own, i) => KeyValuePair.Create($"eni-{i:d8}", own)).ToImmutableDictionary());
}
