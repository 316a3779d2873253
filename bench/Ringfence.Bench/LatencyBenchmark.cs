using System.Globalization;

namespace Ringfence.Bench;

/// <summary>
/// From the API's answer to the changed verdict on the wire: a rule is added and taken back while packets flow, by turns with either driver; on a machine that is idle but for a packet now and
/// then, beside a sender that takes all it gets, and without packets.
/// </summary>
internal static class LatencyBenchmark
{
    /// <summary>The runtime compiles what runs often a second time: that is over before changes count.</summary>
    private const int WarmUp = 200;

    public static async Task RunAsync(int changes, TextWriter output, CancellationToken cancellationToken)
    {
        await using var ebpf = await LatencyCase.StartAsync("ebpf", cancellationToken);
        await using var nftables = await LatencyCase.StartAsync("nftables", cancellationToken);
        LatencyCase[] cases = [ebpf, nftables];
        await ByTurnsAsync(WarmUp, static (one, change, cancellation) => one.CallAsync(change, counts: false, cancellation));
        await ByTurnsAsync(2 * changes, static (one, change, cancellation) => one.WatchIdleAsync(change, cancellation));
        await ByTurnsAsync(2 * changes, static (one, change, cancellation) => one.WatchBusyAsync(change, cancellation));
        await ByTurnsAsync(changes, static (one, change, cancellation) => one.CallAsync(change, counts: true, cancellation));

        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{changes} changes of one rule to a row, milliseconds:\n"));
        await output.WriteLineAsync("| driver | sender | | p50 | p99 | max |\n|---|---|---|---|---|---|");
        foreach (string row in cases.SelectMany(one => one.Rows))
            await output.WriteLineAsync(row);
        await output.WriteLineAsync("\nOf one core the senders took: " + string.Join("; ", cases.Select(one => one.Shares)) + ".");

        async Task ByTurnsAsync(int count, Func<LatencyCase, int, CancellationToken, Task> make)
        {
            for (int change = 0; change < count; change++)
            {
                foreach (var one in cases)
                    await make(one, change, cancellationToken);
            }
        }
    }
}
