using System.Globalization;
using Ringfence.Bench;
using Ringfence.Bench.Analysis;
using Ringfence.Bench.Datapath;
using Ringfence.Bench.Guards;
using Ringfence.Bench.ManyGroups;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
string[] rest = args.Length > 0 ? args[1..] : [];
switch (args.FirstOrDefault())
{
    case "latency":
        await LatencyBenchmark.RunAsync(Count() ?? 200, Console.Out, interrupted.Token);
        return 0;
    case "first":
        await FirstChangesBenchmark.RunAsync(Count() ?? 20, Console.Out, interrupted.Token);
        return 0;
    case "members":
        await MembersBenchmark.RunAsync(Count() is { } size ? [size] : [10_000, 100_000], Console.Out, interrupted.Token);
        return 0;
    case "writes":
        await WritesBenchmark.RunAsync(Count() ?? 300, 1000, Console.Out, interrupted.Token);
        return 0;
    case "flows":
        await FlowsBenchmark.RunAsync(Count() ?? 100_000, Console.Out, interrupted.Token);
        return 0;
    case "guards":
        await GuardsBenchmark.RunAsync(Console.Out);
        return 0;
    case "start" when rest.Length == 1:
        await StartBenchmark.RunAsync(rest[0], Console.Out, interrupted.Token);
        return 0;
    case "datapath":
        return await DatapathBenchmark.RunAsync(rest, Environment.GetEnvironmentVariable("RINGFENCE_ROOT") ?? ".", interrupted.Token);
    case "analysis" when rest.Length == 1:
        await AnalysisBenchmark.RunAsync(rest[0], Console.Out, interrupted.Token);
        return 0;
    case "control":
        await ControlBenchmark.RunAsync(args[1], args.Contains("--small") ? ControlScale.Small : ControlScale.Full, Console.Out, interrupted.Token);
        return 0;
    default:
        await Console.Error.WriteLineAsync($"usage: latency [changes] | first [starts] | members [size] | writes [groups] | flows [flows] | guards | start AGENT | control PAGE [--small] | analysis PAGE | {DatapathOptions.Usage}");
        return 2;
}

int? Count() => rest.Length > 0 ? int.Parse(rest[0], NumberStyles.None, CultureInfo.InvariantCulture) : null;
