using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Linting;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

/// <summary>Random effective policies and the packets where they could be misjudged.</summary>
internal static class EffectiveRules
{
    private static readonly Gen<(IpRange[] Addresses, LiteralService[] Services, bool Accept)> Parts = Gen.Select(
        Gen.Frequency((4, Gens.Prefix.Select(prefix => new[] { IpRange.Of(prefix) })), (1, Gens.Address.Select(one => IpRange.Of(IpPrefix.Host(one))).Array[0, 5])),
        Gen.Frequency((6, Gens.Service.Array[1]), (1, Gens.Service.Array[0, 3])),
        Gen.Bool);

    /// <summary>Up to three groups of a few rules each.</summary>
    public static readonly Gen<ImmutableArray<EffectiveRule>> Policy = Parts.Array[0, 4].Array[1, 3].Select(groups =>
        groups.SelectMany((rules, group) => rules.Select((rule, position) => new EffectiveRule(
            Hosts.NextId(), $"sg-{group}", position, rule.Addresses is [{ Block: { } block }] ? block.ToString() : "ipm-00000001", AddressRanges.Of(rule.Addresses), ServiceSet.Of(rule.Services), rule.Accept ? RuleAction.Accept : RuleAction.Drop))).ToImmutableArray());

    public static EffectiveRule Rule(string peer, string service, bool accept = true, string group = "sg-0", int position = 0)
    {
        var rule = Hosts.Rule(peer, service, accept);
        return new EffectiveRule(rule.Id, group, position, peer, rule.Addresses!, rule.Services, rule.Action);
    }

    /// <summary>The rules of an interface of a host, with its sets resolved.</summary>
    public static ImmutableArray<EffectiveRule> Of(HostPolicy policy, string interfaceId, Direction direction) =>
    [
        .. from list in policy.Interfaces[interfaceId].Lists(direction)
           from at in policy.Lists[list].Rules.Index()
           let rule = at.Item
           select new EffectiveRule(
               rule.Id, list, at.Index, "peer",
               rule.Addresses ?? AddressRanges.Of(policy.Sets[rule.AddressSetId!].Addresses.Select(address => IpRange.Of(IpPrefix.Host(address)))), rule.Services, rule.Action),
    ];

    /// <summary>What lint finds when it may take its time.</summary>
    public static ImmutableArray<LintFinding> Lint(ImmutableArray<EffectiveRule> rules, Direction direction) => PolicyLinter.Lint(rules, direction, new WorkBudget(long.MaxValue, default))!.Value;

    /// <summary>First match, as plainly as it can be said.</summary>
    public static EffectiveRule? FirstMatch(IEnumerable<EffectiveRule> rules, IpAddress far, IpProtocol protocol, ushort port) =>
        rules.FirstOrDefault(rule => rule.Addresses.Ranges.Any(range => range.Contains(far)) && rule.Services.Services.Any(service => service.Contains(protocol, port)));

    public static bool Accepts(IEnumerable<EffectiveRule> rules, IpAddress far, IpProtocol protocol, ushort port) => FirstMatch(rules, far, protocol, port)?.Action == RuleAction.Accept;

    /// <summary>All that is accepted, set by set.</summary>
    public static PacketSet Accepted(ImmutableArray<EffectiveRule> rules) =>
        rules.Reverse().Aggregate(PacketSet.None, (below, rule) =>
            rule.Action == RuleAction.Accept ? below.Union(PacketSet.Of(rule.Addresses, rule.Services)) : below.Except(PacketSet.Of(rule.Addresses, rule.Services)));

    public static IEnumerable<(IpAddress Far, IpProtocol Protocol, ushort Port)> Edges(ImmutableArray<EffectiveRule> rules) =>
        from far in rules.SelectMany(rule => rule.Addresses.Ranges).SelectMany(Around).Append(IpAddress.V4(7)).Append(IpAddress.V6(7)).Distinct()
        from protocol in Probes.Protocols
        from port in protocol.HasPorts
            ? rules.SelectMany(rule => rule.Services.Services).SelectMany(service => service.Ports.Ranges).SelectMany(Around).Append((ushort)7).Distinct()
            : [(ushort)0]
        select (far, protocol, port);

    private static IEnumerable<IpAddress> Around(IpRange range)
    {
        yield return range.First;
        yield return range.Last;
        if (range.First.Value > 0)
            yield return new IpAddress(range.Family, range.First.Value - 1);
        if (range.Last.Value < range.Family.MaxValue())
            yield return new IpAddress(range.Family, range.Last.Value + 1);
    }

    private static IEnumerable<ushort> Around(PortRange range) => [range.First, range.Last, (ushort)(range.First - 1), (ushort)(range.Last + 1)];
}
