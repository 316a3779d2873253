using System.Collections.Immutable;
using Ringfence.Bench.Datapath.Contenders;
using Ringfence.Bench.Datapath.Rules;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Datapath.Ebpf;
using Ringfence.Policy.Addressing;
using static Ringfence.Bench.Datapath.Traffic.TrafficKind;

namespace Ringfence.Bench.Datapath.Measuring;

/// <summary>Everything that is measured.</summary>
internal static class Configurations
{
    private static readonly Lazy<RuleSet> Ten = new(() => RuleSets.Prefixes(10, AddressFamily.IPv4));
    private static readonly Lazy<RuleSet> Hundred = new(() => RuleSets.Prefixes(100, AddressFamily.IPv4));
    private static readonly Lazy<RuleSet> Thousand = new(() => RuleSets.Prefixes(1_000, AddressFamily.IPv4));
    private static readonly Lazy<RuleSet> Thousand6 = new(() => RuleSets.Prefixes(1_000, AddressFamily.IPv6));
    private static readonly Lazy<RuleSet> SmallGroup = new(() => RuleSets.Group(10_000, AddressFamily.IPv4));
    private static readonly Lazy<RuleSet> LargeGroup = new(() => RuleSets.Group(100_000, AddressFamily.IPv4));
    private static readonly Lazy<RuleSet> LargeGroup6 = new(() => RuleSets.Group(100_000, AddressFamily.IPv6));

    public static ImmutableArray<Configuration> All { get; } =
    [
        new("noop", Thousand, () => new NothingProgram(), EstablishedOne, EstablishedMany),
        new("ours-ebpf-10", Ten, () => new OursEbpf(), NewFlows),
        new("ours-ebpf-100", Hundred, () => new OursEbpf(), NewFlows),
        new("ours-ebpf-1000", Thousand, () => new OursEbpf(), EstablishedOne, EstablishedMany, NewFlows, Rejudged, Denied),
        new("ours-ebpf-1000-guardless", Thousand, () => new OursEbpf(GuardBy.None), EstablishedOne, EstablishedMany, NewFlows, Denied),
        new("ours-ebpf-group-10k", SmallGroup, () => new OursEbpf(), NewFlows),
        new("ours-ebpf-group-100k", LargeGroup, () => new OursEbpf(), EstablishedMany, NewFlows),
        new("ours-nftables-10", Ten, () => new OursNftables(), NewFlows),
        new("ours-nftables-100", Hundred, () => new OursNftables(), NewFlows) { JudgedPackets = 40_000 },
        new("ours-nftables-1000", Thousand, () => new OursNftables(), EstablishedOne, EstablishedMany, NewFlows, Rejudged, Denied) { FlowPackets = 50_000, JudgedPackets = 5_000 },
        new("ours-nftables-group-10k", SmallGroup, () => new OursNftables(), NewFlows) { JudgedPackets = 40_000 },
        new("ours-nftables-group-100k", LargeGroup, () => new OursNftables(), NewFlows) { JudgedPackets = 40_000 },
        new("nft-conntrack", Thousand, () => new NftScript(_ => NftRules.ConntrackOnly), EstablishedOne, EstablishedMany, NewFlows),
        new("nft-expert-10", Ten, () => new NftScript(NftRules.Expert), NewFlows),
        new("nft-expert-100", Hundred, () => new NftScript(NftRules.Expert), NewFlows),
        new("nft-expert-1000", Thousand, () => new NftScript(NftRules.Expert), EstablishedOne, EstablishedMany, NewFlows, Denied),
        new("nft-expert-group-10k", SmallGroup, () => new NftScript(NftRules.Expert), NewFlows),
        new("nft-expert-group-100k", LargeGroup, () => new NftScript(NftRules.Expert), EstablishedMany, NewFlows),
        new("nft-linear-10", Ten, () => new NftScript(NftRules.Linear), NewFlows),
        new("nft-linear-100", Hundred, () => new NftScript(NftRules.Linear), NewFlows) { JudgedPackets = 50_000 },
        new("nft-linear-1000", Thousand, () => new NftScript(NftRules.Linear), NewFlows, Denied) { JudgedPackets = 6_000 },
        new("iptables-10", Ten, () => new Iptables(), NewFlows),
        new("iptables-100", Hundred, () => new Iptables(), NewFlows),
        new("iptables-1000", Thousand, () => new Iptables(), EstablishedOne, EstablishedMany, NewFlows, Denied) { JudgedPackets = 50_000 },
        new("iptables-ipset-group-10k", SmallGroup, () => new Iptables(), NewFlows),
        new("iptables-ipset-group-100k", LargeGroup, () => new Iptables(), NewFlows),
        new("noop-ipv6", Thousand6, () => new NothingProgram(), EstablishedOne),
        new("ours-ebpf-1000-ipv6", Thousand6, () => new OursEbpf(), EstablishedOne, EstablishedMany, NewFlows, Rejudged, Denied),
        new("ours-ebpf-group-100k-ipv6", LargeGroup6, () => new OursEbpf(), NewFlows),
        new("ours-nftables-1000-ipv6", Thousand6, () => new OursNftables(), EstablishedOne, NewFlows) { FlowPackets = 50_000, JudgedPackets = 5_000 },
        new("nft-expert-1000-ipv6", Thousand6, () => new NftScript(NftRules.Expert), EstablishedOne, EstablishedMany, NewFlows, Denied),
        new("noop-bridge", Hundred, () => new NothingProgram(), EstablishedOne) { Shape = LinkShape.Bridged },
        new("ours-ebpf-bridge-100", Hundred, () => new OursEbpf(), EstablishedOne, EstablishedMany, NewFlows) { Shape = LinkShape.Bridged },
        new("ours-nftables-bridge-100", Hundred, () => new OursNftables(), EstablishedOne, EstablishedMany, NewFlows) { Shape = LinkShape.Bridged, FlowPackets = 40_000, JudgedPackets = 40_000 },
        new("iptables-bridge-100", Hundred, () => new Iptables(), EstablishedOne, EstablishedMany, NewFlows) { Shape = LinkShape.Bridged },
    ];
}
