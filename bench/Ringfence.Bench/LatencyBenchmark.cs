using System.Globalization;

namespace Ringfence.Bench;

/// <summary>From the API's answer to the changed verdict on the wire: a rule is added and taken back while packets flow, by turns with either driver.</summary>
internal static class LatencyBenchmark
{
    private const int WarmUp = 20;

    public static async Task RunAsync(int changes, TextWriter output, CancellationToken cancellationToken)
    {
        await using var ebpf = await LatencyCase.StartAsync("ebpf", cancellationToken);
        await using var nftables = await LatencyCase.StartAsync("nftables", cancellationToken);
        LatencyCase[] cases = [ebpf, nftables];
        for (int change = -WarmUp; change < changes; change++)
        {
            foreach (var one in cases)
                await one.WatchAsync(change, counts: change >= 0, cancellationToken);
        }

        for (int change = 0; change < changes; change++)
        {
            foreach (var one in cases)
                await one.CallAsync(change, cancellationToken);
        }

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{changes} changes of one rule with each driver, milliseconds:\n"));
        await output.WriteLineAsync("| driver | | p50 | p99 | max |\n|---|---|---|---|---|");
        foreach (string row in cases.SelectMany(one => one.Rows))
            await output.WriteLineAsync(row);
    }
}
