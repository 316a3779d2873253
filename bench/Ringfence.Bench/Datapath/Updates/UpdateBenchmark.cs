using System.Diagnostics;
using System.Text;
using Ringfence.Bench.Datapath.Contenders;
using Ringfence.Bench.Datapath.Measuring;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Linux.Nftables;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Bench.Datapath.Updates;

/// <summary>
/// How long a change takes from the policy in hand to the kernel enforcing it, beside the same change of hand-written nftables rules in process. Wall time. The runtime compiles what runs often
/// once more, and better: changes are made until it has, as in a process that has run for a minute.
/// </summary>
internal static class UpdateBenchmark
{
    /// <summary>For <c>--only</c>.</summary>
    public const string Name = "updates";

    public const string OurMember = "member-ours-ebpf";
    public const string NftMember = "member-nft";
    public const string OurRules = "rules-ours-ebpf";
    public const string NftRulesLinear = "rules-nft-linear";

    private const int Members = 100_000;
    private const int Rules = 1_000;
    private const int MembersARound = 40;
    private const int ReplacementsARound = 4;
    private const string Unit = "µs";

    /// <summary>Long enough for the runtime to have compiled both steps of what is measured.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    /// <summary>Measures: the median of each round.</summary>
    public static async Task<List<Measured>> RunAsync(int rounds)
    {
        var measured = await MembersAsync(rounds);
        measured.AddRange(await RulesAsync(rounds));
        return measured;
    }

    private static async Task<List<Measured>> MembersAsync(int rounds)
    {
        var rules = RuleSets.Group(Members, AddressFamily.IPv4);
        using var bed = await TestBed.BuildAsync("members", LinkShape.Routed);
        using var nftBed = await TestBed.BuildAsync("members-nft", LinkShape.Routed);
        await using var ebpf = new OursEbpf();
        await ebpf.InstallAsync(bed, rules);
        var nft = nftBed.Router.Run(() => Load(NftRules.Expert(rules)));
        var (ours, theirs) = (new double[rounds], new double[rounds]);
        int number = Members;
        long begun = Stopwatch.GetTimestamp();
        for (int round = -1; round < rounds; round += round < 0 && Stopwatch.GetElapsedTime(begun) < WarmUp ? 0 : 1)
        {
            var (our, their) = (new List<double>(), new List<double>());
            for (int i = 0; i < MembersARound; i++)
            {
                var member = RuleSets.Member(number++, AddressFamily.IPv4);
                var next = HostPolicies.WithGroup(ebpf.Policy, HostPolicies.Group(ebpf.Policy).Add(member));
                our.Add(await TimeAsync(() => ebpf.ApplyAsync(next)));
                byte[] script = Terminated(NftRules.AddMember(member));
                their.Add(nftBed.Router.Run(() => Time(() => nft.Run(script))));
            }

            if (round >= 0)
                (ours[round], theirs[round]) = (Quartiles.Of(our).Median, Quartiles.Of(their).Median);
        }

        nftBed.Router.Run(nft.Dispose);
        return
        [
            new Measured(OurMember, "one member more in a group of 100,000, eBPF driver", Unit, ours),
            new Measured(NftMember, "one element more in an nft set of 100,000", Unit, theirs),
        ];
    }

    private static async Task<List<Measured>> RulesAsync(int rounds)
    {
        RuleSet[] sets = [RuleSets.Prefixes(Rules, AddressFamily.IPv4), RuleSets.Prefixes(Rules, AddressFamily.IPv4, Rules)];
        using var bed = await TestBed.BuildAsync("rules", LinkShape.Routed);
        using var linearBed = await TestBed.BuildAsync("rules-linear", LinkShape.Routed);
        using var expertBed = await TestBed.BuildAsync("rules-expert", LinkShape.Routed);
        await using var ebpf = new OursEbpf();
        await ebpf.InstallAsync(bed, sets[0]);
        var linear = linearBed.Router.Run(() => Load(NftRules.Linear(sets[0])));
        var expert = expertBed.Router.Run(() => Load(NftRules.Expert(sets[0])));
        var (ours, lists, maps) = (new double[rounds], new double[rounds], new double[rounds]);
        long begun = Stopwatch.GetTimestamp();
        for (int round = -1; round < rounds; round += round < 0 && Stopwatch.GetElapsedTime(begun) < WarmUp ? 0 : 1)
        {
            var (our, list, map) = (new List<double>(), new List<double>(), new List<double>());
            for (int i = 1; i <= ReplacementsARound; i++)
            {
                var to = sets[i % 2];
                HostPolicy next = HostPolicies.WithRules(ebpf.Policy, to);
                our.Add(await TimeAsync(() => ebpf.ApplyAsync(next)));
                byte[] toList = Terminated(NftRules.ReplaceLinear(to)), toMap = Terminated(NftRules.ReplaceExpert(to));
                list.Add(linearBed.Router.Run(() => Time(() => linear.Run(toList))));
                map.Add(expertBed.Router.Run(() => Time(() => expert.Run(toMap))));
            }

            if (round >= 0)
                (ours[round], lists[round], maps[round]) = (Quartiles.Of(our).Median, Quartiles.Of(list).Median, Quartiles.Of(map).Median);
        }

        linearBed.Router.Run(linear.Dispose);
        expertBed.Router.Run(expert.Dispose);
        return
        [
            new Measured(OurRules, "1,000 rules replaced, compilation included, eBPF driver", Unit, ours),
            new Measured(NftRulesLinear, "1,000 rules of an nft chain replaced, one transaction", Unit, lists),
            new Measured("rules-nft-expert", "1,000 elements of an nft concatenated map replaced, one transaction", Unit, maps),
        ];
    }

    private static NftContext Load(string script)
    {
        var nft = new NftContext();
        nft.Run(Terminated(script));
        return nft;
    }

    private static byte[] Terminated(string script) => Encoding.UTF8.GetBytes(script + '\0');

    private static async Task<double> TimeAsync(Func<Task> change)
    {
        long begun = Stopwatch.GetTimestamp();
        await change();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
    }

    private static double Time(Action change)
    {
        long begun = Stopwatch.GetTimestamp();
        change();
        return Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
    }
}
