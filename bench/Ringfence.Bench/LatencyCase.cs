using System.Diagnostics;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>One driver's server in a laboratory of its own, whose one rule is added and taken back.</summary>
internal sealed class LatencyCase : IAsyncDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromMicroseconds(100);
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(10);
    private static readonly ApiRule Drop = new(RuleAction.Drop, "UDP", "53", "0.0.0.0/0");

    private readonly string _driver;
    private readonly BenchServer _server;
    private readonly string _group;
    private readonly WatchedChanges _idle = new("paced", ProbePace.Every(Beat));
    private readonly WatchedChanges _busy = new("never pauses", ProbePace.WithoutPause());
    private readonly List<TimeSpan> _quiet = [];

    private LatencyCase(string driver, BenchServer server, string group)
    {
        _driver = driver;
        _server = server;
        _group = group;
    }

    public static async Task<LatencyCase> StartAsync(string driver, CancellationToken cancellationToken)
    {
        var server = await BenchServer.StartAsync(["--datapath", driver], cancellationToken);
        try
        {
            string group = await server.Api.CreateGroupAsync("web", ApiRule.Anywhere, ApiRule.Anywhere, cancellationToken);
            await server.Api.RegisterAsync([server.Lab["web"].AsGuest([group])], cancellationToken);
            await server.Api.AwaitEnforcedAsync(cancellationToken);
            return new LatencyCase(driver, server, group);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes a change on an idle machine: what the change before it has set in motion is over, and the sender pauses most of the time.</summary>
    public async Task WatchIdleAsync(int change, CancellationToken cancellationToken)
    {
        await _server.Api.AwaitEnforcedAsync(cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        await WatchAsync(change, _idle, cancellationToken);
    }

    /// <summary>Makes a change beside a sender that never pauses and so takes one of the machine's cores, right after the change before it.</summary>
    public Task WatchBusyAsync(int change, CancellationToken cancellationToken) => WatchAsync(change, _busy, cancellationToken);

    /// <summary>Makes a change with nobody watching.</summary>
    public async Task CallAsync(int change, bool counts, CancellationToken cancellationToken)
    {
        long called = Stopwatch.GetTimestamp();
        await MakeAsync(change, cancellationToken);
        if (counts)
            _quiet.Add(Stopwatch.GetElapsedTime(called));
        await _server.Api.AwaitEnforcedAsync(cancellationToken);
    }

    /// <summary>Rows of a table: driver, sender, what, p50, p99, max.</summary>
    public IEnumerable<string> Rows =>
        new[] { $"none | call to answer | {new Percentiles(_quiet).Row}" }.Concat(_idle.Rows).Concat(_busy.Rows).Select(row => $"| {_driver} | {row}");

    /// <summary>How much of a core each sender took.</summary>
    public string Shares => $"{_driver} {_idle.Share}, {_busy.Share}";

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task MakeAsync(int change, CancellationToken cancellationToken) => change % 2 == 0
        ? _server.Api.AddRulesAsync(_group, "Ingress", [Drop], cancellationToken)
        : _server.Api.DeleteFirstRuleAsync(_group, "Ingress", cancellationToken);

    /// <summary>Makes a change while packets flow. Every other pair of changes is watched through one flow that stays, the others through new flows.</summary>
    private async Task WatchAsync(int change, WatchedChanges watched, CancellationToken cancellationToken)
    {
        var (lab, web) = (_server.Lab, _server.Lab["web"]);
        bool established = (change & 2) != 0;
        Func<Probe> probe = established
            ? () => Probe.Udp(lab.Outside.V4, web.V4, 53, sourcePort: 999)
            : () => Probe.Udp(lab.Outside.V4, web.V4, 53);
        watched.Add(await VerdictChange.MeasureAsync(lab, probe, change % 2 != 0, () => MakeAsync(change, cancellationToken), watched.Pace), established);
    }
}
