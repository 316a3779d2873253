using System.Globalization;

namespace Ringfence.Bench.ManyGroups;

/// <summary>
/// The control plane with many groups and instances: reads and writes of concurrent clients, durable writes beside raw SQLite commits on the same disk, and memory.
/// Writes its section of a page.
/// </summary>
internal static class ControlBenchmark
{
    private const int Clients = 8;

    public static async Task RunAsync(string page, ControlScale scale, TextWriter output, CancellationToken cancellationToken)
    {
        await using var server = await ControlServer.StartAsync(cancellationToken);
        double empty = server.ResidentMebibytes;
        await output.WriteLineAsync($"Making {scale.Groups} groups of {2 * scale.RulesPerDirection} rules and {scale.Instances} instances …");
        var filling = System.Diagnostics.Stopwatch.StartNew();
        string[] groups = await Filling.FillAsync(server, scale, cancellationToken);
        filling.Stop();
        double filled = server.ResidentMebibytes;

        await output.WriteLineAsync("Reading …");
        var reads = await Load.RunAsync(server, Clients, scale.Calls, (client, call) => Calls.DescribeGroups(groups.Length, client, call), cancellationToken);
        await output.WriteLineAsync("Writing …");
        var writes = await Load.RunAsync(server, Clients, scale.Calls, (client, call) => Calls.AddRule(groups[(client * groups.Length / Clients) + (call % (groups.Length / Clients))], call), cancellationToken);
        await output.WriteLineAsync("Writing from one client and from 64 …");
        var single = await Load.RunAsync(server, 1, scale.Calls, (client, call) => Calls.Rename(groups[call % groups.Length], call), cancellationToken);
        var many = await Load.RunAsync(server, 64, scale.Calls, (client, call) => Calls.Rename(groups[((client * 15) + call) % groups.Length], call), cancellationToken);
        await output.WriteLineAsync("Committing to SQLite beside it …");
        var raw = RawCommits.Measure(server.DataFolder, scale.Calls * 4, RawCommits.DocumentSize(scale.RulesPerDirection));
        double after = server.ResidentMebibytes;

        string section = string.Create(CultureInfo.InvariantCulture, $"""
            ## The control plane with much in it

            `bench/control`. {scale.Groups:N0} groups with {scale.RulesPerDirection} rules in each direction, {scale.Instances:N0} instances; {Clients} clients at once, signed calls over loopback, {scale.Calls:N0} calls each.
            Nothing is enforced. Milliseconds.

            | | p50 | p99 | max | calls a second |
            |---|---|---|---|---|
            | DescribeSecurityGroups, a page of 20 | {reads.Times.Row} {reads.PerSecond:N0} |
            | CreateSecurityGroupPolicies, one rule at the top of {scale.RulesPerDirection} and more | {writes.Times.Row} {writes.PerSecond:N0} |

            The aim of both is a p99 under 20 ms.

            Durable changes a second (ModifySecurityGroupAttribute: a document of {RawCommits.DocumentSize(scale.RulesPerDirection) / 1024:N0} KiB is written to the log and to the head), beside raw commits of one row of
            the same size into a SQLite file on the same disk with the same settings (WAL, `synchronous=FULL`), one after another:

            | | a second | p50 | p99 | max |
            |---|---|---|---|---|
            | raw SQLite commits | {raw.PerSecond:N0} | {raw.Times.Row}
            | changes, 1 client | {single.PerSecond:N0} | {single.Times.Row}
            | changes, 64 clients | {many.PerSecond:N0} | {many.Times.Row}

            Memory of the server (resident, MiB): {empty:F0} empty, {filled:F0} filled (in {filling.Elapsed.TotalSeconds:F0} s), {after:F0} after all of this.
            """);
        await PageSection.WriteAsync(page, "bench/control", section, cancellationToken);
        await output.WriteLineAsync($"\n{section}");
    }
}

/// <summary>How much there is of everything.</summary>
internal sealed record ControlScale(int Groups, int RulesPerDirection, int Instances, int Calls)
{
    public static ControlScale Full { get; } = new(1000, 100, 20_000, 500);

    /// <summary>To see that it runs.</summary>
    public static ControlScale Small { get; } = new(64, 10, 200, 20);
}
