using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Namespaces;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Lookups;

/// <summary>Lookups a second of the compiled table in C# and of librte_acl, on one core, in turn. Their verdicts must be the same.</summary>
internal static class LookupBenchmark
{
    /// <summary>For <c>--only</c>.</summary>
    public const string Name = "lookups";

    public const string Ours = "lookup-csharp-1000";
    public const string Peer = "lookup-librte-acl-1000";

    public const string OursOfGroup = "lookup-csharp-group-1k";
    public const string PeerOfGroup = "lookup-librte-acl-group-1k";

    private const int Packets = 1 << 17;
    private const int WarmUp = 30;
    private const string Unit = "million lookups a second";

    /// <summary>Measures.</summary>
    /// <exception cref="InvalidDataException">The two disagree about a packet.</exception>
    public static async Task<List<Measured>> RunAsync(int rounds, TextWriter log)
    {
        var measured = await MeasureAsync("1000", "1,000 rules", RuleSets.Prefixes(1_000, AddressFamily.IPv4), rounds, log);
        measured.AddRange(await MeasureAsync("group-1k", "100 rules, ten of them with a group of 1,000 members", RuleSets.Group(1_000, AddressFamily.IPv4), rounds, log));
        return measured;
    }

    private static async Task<List<Measured>> MeasureAsync(string name, string what, RuleSet rules, int rounds, TextWriter log)
    {
        var packets = LookupPacket.For(rules, Packets);
        var table = new CompiledTable(rules, packets);
        using var thread = new DedicatedThread("lookups", () => ProcessorAffinity.PinCurrentThread(TestBed.Cpu));
        AclPeer peer;
        try
        {
            peer = await AclPeer.StartAsync(rules, packets);
        }
        catch (IOException missing)
        {
            await log.WriteLineAsync($"librte_acl is left out: {missing.Message}");
            return [new Measured($"lookup-csharp-{name}", $"compiled table in C#, {what}", Unit, Rates(rounds, () => thread.Run(table.Run)))];
        }

        using (peer)
        {
            for (int i = 0; i < WarmUp; i++)
                thread.Run(table.Run);
            await peer.RunAsync();
            var (ours, theirs) = (new double[rounds], new double[rounds]);
            for (int round = 0; round < rounds; round++)
                (ours[round], theirs[round]) = (Rate(thread.Run(table.Run)), Rate(await peer.RunAsync()));
            long[] verdicts = await peer.FinishAsync();
            int differing = Enumerable.Range(0, Packets).Count(i => table.RuleOf(table.Verdicts[i]) != verdicts[i]);
            if (differing > 0)
                throw new InvalidDataException($"librte_acl and the compiled table disagree about {differing} of {Packets} packets ({what}).");
            return
            [
                new Measured($"lookup-csharp-{name}", $"compiled table in C#, {what}", Unit, ours),
                new Measured($"lookup-librte-acl-{name}", $"librte_acl with {peer.Algorithm}, {what}", Unit, theirs),
            ];
        }
    }

    private static double[] Rates(int rounds, Func<long> run)
    {
        for (int i = 0; i < WarmUp; i++)
            run();
        return [.. Enumerable.Range(0, rounds).Select(_ => Rate(run()))];
    }

    private static double Rate(long nanoseconds) => Packets * 1000.0 / nanoseconds;
}
