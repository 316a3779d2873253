using System.Globalization;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench;

/// <summary>
/// The first changes after a start, which meet code that has never run: a server that is started anew each time, on an empty data folder, gets a group without rules and an instance; then a rule is added, taken
/// back and added again while packets flow on an idle machine.
/// </summary>
internal static class FirstChangesBenchmark
{
    private const int Count = 3;

    private static readonly TimeSpan Beat = TimeSpan.FromMicroseconds(100);
    private static readonly ApiRule Accept = new(RuleAction.Accept, "UDP", "53", "0.0.0.0/0");

    public static async Task RunAsync(int starts, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{starts} starts, milliseconds:\n\n| driver | change | | p50 | p99 | max |\n|---|---|---|---|---|---|"));
        foreach (string driver in new[] { "ebpf", "nftables" })
        {
            // The first start is the benchmark's own: what it runs for the first time would be taken for the server's answer.
            await StartAsync(driver, Changes(), cancellationToken);
            var changes = Changes();
            for (int start = 0; start < starts; start++)
                await StartAsync(driver, changes, cancellationToken);
            foreach (var (number, (pace, seen)) in changes.Index())
            {
                await WriteAsync("call to answer", seen.Select(change => change.Answer));
                await WriteAsync("answer to changed verdict", seen.Select(change => change.Noticed));
                await WriteAsync("from one packet of the sender to the next", pace.Gaps);

                Task WriteAsync(string what, IEnumerable<TimeSpan> times) =>
                    output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"| {driver} | {number + 1} | {what} | {new Percentiles(times).Row}"));
            }
        }
    }

    private static (ProbePace Pace, List<VerdictChange> Seen)[] Changes() => [.. Enumerable.Range(0, Count).Select(static _ => (ProbePace.Every(Beat), new List<VerdictChange>()))];

    private static async Task StartAsync(string driver, (ProbePace Pace, List<VerdictChange> Seen)[] changes, CancellationToken cancellationToken)
    {
        await using var server = await BenchServer.StartAsync(["--datapath", driver], cancellationToken);
        var (lab, web, api) = (server.Lab, server.Lab["web"], server.Api);
        string group = await api.CreateGroupAsync("web", cancellationToken);
        await api.RegisterAsync([web.AsGuest([group])], cancellationToken);
        foreach (var (number, (pace, seen)) in changes.Index())
        {
            await api.AwaitEnforcedAsync(cancellationToken);
            bool adds = number % 2 == 0;
            Task ChangeAsync() => adds ? api.AddRulesAsync(group, "Ingress", [Accept], cancellationToken) : api.DeleteFirstRuleAsync(group, "Ingress", cancellationToken);
            seen.Add(await VerdictChange.MeasureAsync(lab, () => Probe.Udp(lab.Outside.V4, web.V4, 53), passesAfter: adds, ChangeAsync, pace));
        }
    }
}
