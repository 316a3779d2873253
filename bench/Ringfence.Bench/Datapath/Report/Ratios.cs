using System.Collections.Immutable;
using Ringfence.Bench.Datapath.Lookups;
using Ringfence.Bench.Datapath.Traffic;
using Ringfence.Bench.Datapath.Updates;
using static Ringfence.Bench.Datapath.Traffic.TrafficKind;

namespace Ringfence.Bench.Datapath.Report;

/// <summary>The ratios that the project sets itself, and those beside them that explain them.</summary>
internal static class Ratios
{
    private const string Ours = "ours-ebpf-1000";
    private const string Expert = "nft-expert-1000";

    /// <summary>With a bound each.</summary>
    public static ImmutableArray<Ratio> Goals { get; } =
    [
        Added("established-1", "established, one flow / nft `ct state established accept`", 0.25, Ours, Expert, EstablishedOne),
        Added("established-100k", "established, 100,000 flows / the same", 0.35, Ours, Expert, EstablishedMany),
        Added("new-1000-rules", "new flow / nft expert, 1,000 rules", 0.25, Ours, Expert, NewFlows),
        Added("new-group-100k-ipset", "new flow / iptables + ipset, 100,000 members", 0.25, "ours-ebpf-group-100k", "iptables-ipset-group-100k", NewFlows),
        Added("new-1000-to-10-rules", "new flow, 1,000 rules / 10 rules", 1.2, Ours, "ours-ebpf-10", NewFlows),
        Added("new-100k-to-10k-members", "new flow, 100,000 / 10,000 members", 1.2, "ours-ebpf-group-100k", "ours-ebpf-group-10k", NewFlows),
        .. new[] { EstablishedOne, EstablishedMany, NewFlows, Rejudged }.Select(kind => Added($"ipv6-{kind.Name()}", $"IPv6 / IPv4, {kind.Name()}", 1.4, Ours + "-ipv6", Ours, kind)),
        new("ipv6-denied", "IPv6 / IPv4, denied, total", 1.4, false, results => results.Total(Ours + "-ipv6", Denied), results => results.Total(Ours, Denied)),
        new("denied-to-bare", "denied, total / bare forwarding path", 1.0, false, results => results.Total(Ours, Denied), results => results.Base(Ours, Denied)),
        new("rejudged", "re-judged / established, 100,000 flows", 1.3, false, results => results.Added(Ours, Rejudged), results => results.Added(Ours, EstablishedMany)),
        Measured("member", "one member more in 100,000 / nft set element", 0.2, UpdateBenchmark.OurMember, UpdateBenchmark.NftMember),
        Measured("rules", "replacing 1,000 rules, compile included / nft transaction", 0.25, UpdateBenchmark.OurRules, UpdateBenchmark.NftRulesLinear),
        Measured("lookups", "C# table, Mlookups/s / librte_acl AVX-512, same rules and packets", 1.0, LookupBenchmark.Ours, LookupBenchmark.Peer) with { IsFloor = true },
        Measured("lookups-group", "the same with a group of 1,000 members in ten of 100 rules", 1.0, LookupBenchmark.OursOfGroup, LookupBenchmark.PeerOfGroup) with { IsFloor = true },
    ];

    /// <summary>Without a bound.</summary>
    public static ImmutableArray<Ratio> Others { get; } =
    [
        Added("noop-established-1", "a tcx program that does nothing / nft `ct state established accept`, one flow", null, "noop", Expert, EstablishedOne),
        Added("guardless-established-1", "without the guard against devices that are made again: established, one flow / the same", null, Ours + "-guardless", Expert, EstablishedOne),
        Added("new-to-conntrack", "new flow / nf_conntrack without a rule", null, Ours, "nft-conntrack", NewFlows),
        Added("new-to-linear", "new flow / nft linear, 1,000 rules", null, Ours, "nft-linear-1000", NewFlows),
        Added("new-to-iptables", "new flow / iptables, 1,000 rules", null, Ours, "iptables-1000", NewFlows),
        Added("new-group-100k", "new flow / nft expert, 100,000 members", null, "ours-ebpf-group-100k", "nft-expert-group-100k", NewFlows),
        new("denied-to-expert", "denied, total / nft expert, total", null, false, results => results.Total(Ours, Denied), results => results.Total(Expert, Denied)),
        .. new[] { EstablishedOne, EstablishedMany, NewFlows }.Select(kind =>
            Added($"bridge-{kind.Name()}", $"on a bridge / br_netfilter + iptables, {kind.Name()}", null, "ours-ebpf-bridge-100", "iptables-bridge-100", kind)),
        .. new[] { EstablishedOne, EstablishedMany, NewFlows }.Select(kind =>
            Added($"nftables-driver-{kind.Name()}", $"our nftables driver / nft expert, {kind.Name()}", null, "ours-nftables-1000", Expert, kind)),
    ];

    private static Ratio Added(string name, string what, double? bound, string above, string below, TrafficKind kind) =>
        new(name, what, bound, false, results => results.Added(above, kind), results => results.Added(below, kind));

    private static Ratio Measured(string name, string what, double? bound, string above, string below) =>
        new(name, what, bound, false, results => results.Values(above), results => results.Values(below));
}
