using System.Diagnostics;
using System.Globalization;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>From the API's answer to the changed verdict on the wire: a rule is added and taken back while packets flow.</summary>
internal static class LatencyBenchmark
{
    private const int WarmUp = 20;

    public static async Task RunAsync(int changes, TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync([], cancellationToken);
        var (lab, api, web) = (server.Lab, server.Api, server.Lab["web"]);
        string group = await api.CreateGroupAsync("web", ApiRule.Anywhere, ApiRule.Anywhere, cancellationToken);
        await api.RegisterAsync([web.AsGuest([group])], cancellationToken);
        await api.AwaitEnforcedAsync(cancellationToken);
        var drop = new ApiRule(RuleAction.Drop, "UDP", "53", "0.0.0.0/0");

        var newFlows = new List<VerdictChange>();
        var oldFlow = new List<VerdictChange>();
        for (int i = -WarmUp; i < changes; i++)
        {
            // Every other pair of changes is watched through one flow that stays, the others through new flows.
            bool established = (i & 2) != 0;
            Func<Probe> probe = established
                ? () => Probe.Udp(lab.Outside.V4, web.V4, 53, sourcePort: 999)
                : () => Probe.Udp(lab.Outside.V4, web.V4, 53);
            var change = i % 2 == 0
                ? await VerdictChange.MeasureAsync(lab, probe, false, () => api.AddRulesAsync(group, "Ingress", [drop], cancellationToken))
                : await VerdictChange.MeasureAsync(lab, probe, true, () => api.DeleteFirstRuleAsync(group, "Ingress", cancellationToken));
            if (i >= 0)
                (established ? oldFlow : newFlows).Add(change);
        }

        // The same calls once more with nobody watching: a sender that never pauses takes one of the machine's cores from the server.
        var quiet = new List<TimeSpan>();
        for (int i = 0; i < changes; i++)
        {
            long called = Stopwatch.GetTimestamp();
            if (i % 2 == 0)
                await api.AddRulesAsync(group, "Ingress", [drop], cancellationToken);
            else
                await api.DeleteFirstRuleAsync(group, "Ingress", cancellationToken);
            quiet.Add(Stopwatch.GetElapsedTime(called));
            await api.AwaitEnforcedAsync(cancellationToken);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{changes} changes of one rule, milliseconds:\n"));
        await output.WriteLineAsync("| | p50 | p99 | max |\n|---|---|---|---|");
        await output.WriteLineAsync($"| call to answer, no traffic | {new Percentiles(quiet).Row}");
        await output.WriteLineAsync($"| call to answer, beside a sender that never pauses | {new Percentiles(newFlows.Concat(oldFlow).Select(change => change.Answer)).Row}");
        await output.WriteLineAsync($"| answer to changed verdict, new flows | {new Percentiles(newFlows.Select(change => change.Noticed)).Row}");
        await output.WriteLineAsync($"| answer to changed verdict, established flow | {new Percentiles(oldFlow.Select(change => change.Noticed)).Row}");
    }
}
