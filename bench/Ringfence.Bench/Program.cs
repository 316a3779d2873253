using System.Globalization;
using Ringfence.Bench;

using var interrupted = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true;
    interrupted.Cancel();
};
int count = args.Length > 1 ? int.Parse(args[1], NumberStyles.None, CultureInfo.InvariantCulture) : 0;
switch (args.FirstOrDefault())
{
    case "latency":
        await LatencyBenchmark.RunAsync(count > 0 ? count : 200, Console.Out, interrupted.Token);
        return 0;
    case "members":
        await MembersBenchmark.RunAsync(count > 0 ? [count] : [10_000, 100_000], Console.Out, interrupted.Token);
        return 0;
    case "writes":
        await WritesBenchmark.RunAsync(count > 0 ? count : 300, 1000, Console.Out, interrupted.Token);
        return 0;
    default:
        await Console.Error.WriteLineAsync("usage: latency [changes] | members [size] | writes [groups]");
        return 2;
}
