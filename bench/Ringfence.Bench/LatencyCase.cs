using System.Diagnostics;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>One driver's server in a laboratory of its own, whose one rule is added and taken back.</summary>
internal sealed class LatencyCase : IAsyncDisposable
{
    private static readonly ApiRule Drop = new(RuleAction.Drop, "UDP", "53", "0.0.0.0/0");

    private readonly BenchServer _server;
    private readonly string _group;
    private readonly List<VerdictChange> _newFlows = [];
    private readonly List<VerdictChange> _oldFlow = [];
    private readonly List<TimeSpan> _quiet = [];

    private LatencyCase(string driver, BenchServer server, string group)
    {
        Driver = driver;
        _server = server;
        _group = group;
    }

    public string Driver { get; }

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

    /// <summary>Makes a change while packets flow. Every other pair of changes is watched through one flow that stays, the others through new flows.</summary>
    public async Task WatchAsync(int change, bool counts, CancellationToken cancellationToken)
    {
        var (lab, web) = (_server.Lab, _server.Lab["web"]);
        bool established = (change & 2) != 0;
        Func<Probe> probe = established
            ? () => Probe.Udp(lab.Outside.V4, web.V4, 53, sourcePort: 999)
            : () => Probe.Udp(lab.Outside.V4, web.V4, 53);
        var seen = await VerdictChange.MeasureAsync(lab, probe, change % 2 != 0, () => MakeAsync(change, cancellationToken));
        if (counts)
            (established ? _oldFlow : _newFlows).Add(seen);
    }

    /// <summary>The same with nobody watching: a sender that never pauses takes one of the machine's cores from the server.</summary>
    public async Task CallAsync(int change, CancellationToken cancellationToken)
    {
        long called = Stopwatch.GetTimestamp();
        await MakeAsync(change, cancellationToken);
        _quiet.Add(Stopwatch.GetElapsedTime(called));
        await _server.Api.AwaitEnforcedAsync(cancellationToken);
    }

    /// <summary>Rows of a table: driver, what, p50, p99, max.</summary>
    public IEnumerable<string> Rows =>
    [
        $"| {Driver} | call to answer, no traffic | {new Percentiles(_quiet).Row}",
        $"| {Driver} | call to answer, beside a sender that never pauses | {new Percentiles(_newFlows.Concat(_oldFlow).Select(change => change.Answer)).Row}",
        $"| {Driver} | answer to changed verdict, new flows | {new Percentiles(_newFlows.Select(change => change.Noticed)).Row}",
        $"| {Driver} | answer to changed verdict, established flow | {new Percentiles(_oldFlow.Select(change => change.Noticed)).Row}",
    ];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private Task MakeAsync(int change, CancellationToken cancellationToken) => change % 2 == 0
        ? _server.Api.AddRulesAsync(_group, "Ingress", [Drop], cancellationToken)
        : _server.Api.DeleteFirstRuleAsync(_group, "Ingress", cancellationToken);
}
