using System.Globalization;
using System.Text;
using Ringfence.Captures;
using Ringfence.Control.Analysis;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Comparison;
using Ringfence.Policy.Analysis.Explanation;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Analysis;

/// <summary>What answers about policies cost, beside an SMT solver with the same question. CPU time of the whole process, its collector included: others use the machine too.</summary>
internal static class AnalysisBenchmark
{
    private const int RuleCount = 2000;
    private const int Interfaces = 10_000;
    private const int Bindings = 200;
    private const int Packets = 2_000_000;
    private const int Rounds = 9;

    /// <summary>Runs everything and writes the table to the page.</summary>
    public static async Task RunAsync(string page, TextWriter output, CancellationToken cancellationToken)
    {
        var table = new StringBuilder("| question | aim | median [fastest..slowest] | |\n|---|---|---|---|\n");
        await PoliciesAsync(table, cancellationToken);
        await ReachAsync(table, cancellationToken);
        Replay(table);
        string note = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessorCount} cores, {Environment.OSVersion.VersionString}, .NET {Environment.Version}; load average before the run {LoadAverage()}; {Rounds} rounds.\n\n");
        await output.WriteLineAsync(note + table);
        await PageSection.WriteAsync(page, "analysis", note + table.ToString().TrimEnd(), cancellationToken);
    }

    private static async Task PoliciesAsync(StringBuilder table, CancellationToken cancellationToken)
    {
        var pair = new PolicyPair(RuleCount);
        Add(table, $"compare two policies of {RuleCount} rules each, from the rules: compile both, make their sets, difference", 50, Times(() =>
        {
            var effect = PolicyComparison.Of(
                PacketSet.AcceptedBy(PolicyPair.Compile(pair.Rules), "a", Direction.Ingress), PacketSet.AcceptedBy(PolicyPair.Compile(pair.Changed), "a", Direction.Ingress));
            if (effect.HasNoEffect)
                throw new InvalidOperationException("They differ.");
        }));
        var (one, two) = (PacketSet.AcceptedBy(PolicyPair.Compile(pair.Rules), "a", Direction.Ingress), PacketSet.AcceptedBy(PolicyPair.Compile(pair.Changed), "a", Direction.Ingress));
        Add(table, "the same with both sets at hand", null, Times(() => _ = PolicyComparison.Of(one, two)));
        foreach (bool areEqual in new[] { false, true })
        {
            var taken = await SolverQuestion.AskAsync(pair.Rules, areEqual ? pair.Rules : pair.Changed, areEqual, cancellationToken);
            table.Append(CultureInfo.InvariantCulture, $"| z3 {(areEqual ? "proving two such policies equal" : "finding one packet between the two")}, once |  | {(taken is { } time ? $"{time.TotalMilliseconds:F0} ms" : "z3 is not installed")} |  |\n");
        }

        var rules = pair.Effective();
        var packet = new SamplePacket(IpAddress.Parse("192.0.2.1"), IpProtocol.Tcp, 1);
        Add(table, $"explain a packet that none of {RuleCount} rules matches", 1, Times(() => _ = PolicyExplainer.Explain(rules, ["sg"], packet, _ => 1)));
    }

    private static async Task ReachAsync(StringBuilder table, CancellationToken cancellationToken)
    {
        var world = await LargeWorld.CreateAsync(Interfaces, Bindings, cancellationToken);
        Add(table, $"who reaches whom, all pairs of {Interfaces} interfaces in {Bindings} bindings, cold", 10_000, Times(() => _ = new WorldReach(LargeWorld.Scope).Of(world.World, ReachQuestion.All, cancellationToken), rounds: 3));
        var reach = new WorldReach(LargeWorld.Scope);
        reach.Of(world.World, ReachQuestion.All, cancellationToken);
        var edits = new List<TimeSpan>();
        var joins = new List<TimeSpan>();
        for (int i = 1; i <= Rounds; i++)
        {
            await world.EditAsync(i, cancellationToken);
            edits.Add(Time(() => reach.Of(world.World, ReachQuestion.All, cancellationToken)));
            await world.JoinAsync(cancellationToken);
            joins.Add(Time(() => reach.Of(world.World, ReachQuestion.All, cancellationToken)));
        }

        Add(table, "the same after a rule was added to one group", 100, edits);
        Add(table, "the same after a member joined one group", 100, joins);
    }

    private static void Replay(StringBuilder table)
    {
        var policy = new ReplayPolicy([PolicyPair.Compile(new PolicyPair(RuleCount).Rules)]);
        foreach (var (name, aim, file) in (IEnumerable<(string, double?, byte[])>)
        [
            ("replay a capture in memory, 10,000 flows, million packets a second", 10, Capture.Pcap(Packets, 10_000)),
            ("the same, every packet a new flow", null, Capture.Pcap(Packets, Packets)),
            ("replay a flow log in memory, every record a new flow, million records a second", null, Capture.FlowLog(Packets / 4)),
        ])
        {
            double[] rates = [.. Enumerable.Range(0, 5).Select(_ => Rate(policy, file)).Order()];
            table.Append(CultureInfo.InvariantCulture, $"| {name} | {(aim is { } least ? $"at least {least}" : "")} | {rates[2]:F1} [{rates[0]:F1}..{rates[4]:F1}] | {(aim is { } bound ? Met(rates[2] >= bound) : "")} |\n");
        }
    }

    private static double Rate(ReplayPolicy policy, byte[] file)
    {
        var session = new ReplaySession(policy);
        using var reader = TraceFile.Open(new MemoryStream(file));
        long count = 0;
        var taken = Time(() =>
        {
            for (; reader.TryRead(out var packet); count++)
                session.Add(packet);
        });
        return count / taken.TotalSeconds / 1e6;
    }

    private static List<TimeSpan> Times(Action action, int rounds = Rounds)
    {
        for (int i = 0; i < 3; i++)
            action();
        return [.. Enumerable.Range(0, rounds).Select(_ => Time(action))];
    }

    private static TimeSpan Time(Action action)
    {
        GC.Collect();
        var before = Environment.CpuUsage.TotalTime;
        action();
        return Environment.CpuUsage.TotalTime - before;
    }

    private static void Add(StringBuilder table, string question, double? milliseconds, IEnumerable<TimeSpan> times)
    {
        TimeSpan[] sorted = [.. times.Order()];
        var median = sorted[sorted.Length / 2];
        table.Append(CultureInfo.InvariantCulture, $"| {question} | {(milliseconds is { } aim ? $"under {aim:0} ms" : "")} | {Text(median)} [{Text(sorted[0])}..{Text(sorted[^1])}] ms | {(milliseconds is { } bound ? Met(median.TotalMilliseconds < bound) : "")} |\n");
    }

    private static string Text(TimeSpan time) => time.TotalMilliseconds.ToString(time.TotalMilliseconds < 10 ? "F2" : "F0", CultureInfo.InvariantCulture);

    private static string Met(bool isMet) => isMet ? "met" : "**missed**";

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Split(' ')[0];
}
