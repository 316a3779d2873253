using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>Random host policies, crowded on purpose: few addresses, nested prefixes, sets whose members lie in them, both families, deny before allow.</summary>
internal static class Gens
{
    public static readonly string[] SetIds = ["s0", "s1", "s2", "s3"];
    public static readonly string[] ListIds = ["l0", "l1", "l2", "l3", "l4"];

    private static readonly UInt128 Base6 = IpAddress.Parse("2001:db8::").Value;

    public static readonly Gen<IpAddress> Address = Gen.OneOf(
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 15], (net, host) => IpAddress.V4(0x0A000000u + ((uint)net << 8) + (uint)host)),
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 15], (net, host) => IpAddress.V6(Base6 + ((UInt128)net << 64) + (UInt128)host)),
        Gen.OneOf(IpAddress.V4(0), IpAddress.V4(uint.MaxValue), IpAddress.V6(0), IpAddress.V6(UInt128.MaxValue), IpAddress.V6(0x0A000001)));

    public static readonly Gen<IpPrefix> Prefix = Gen.Select(Address, Gen.Int[0, 12], (address, choice) => new IpPrefix(address, Length(address.Family, choice)));

    public static readonly Gen<PortSet> Ports = Gen.OneOf(
        Gen.Const(PortSet.All),
        Gen.Select(Gen.Int[0, 6], Gen.Int[0, 3], (first, length) => new PortRange((ushort)first, (ushort)(first + length))).Array[1, 3].Select(ranges => PortSet.Of(ranges)),
        Gen.Select(Gen.UShort, Gen.UShort, (a, b) => PortSet.Of(new PortRange(Math.Min(a, b), Math.Max(a, b)))),
        Gen.OneOf(PortSet.Of(new PortRange(0, 0)), PortSet.Of(new PortRange(65535, 65535)), PortSet.Of(new PortRange(3, 65534)), PortSet.Of(new PortRange(1, 254), new PortRange(65534, 65534)), PortSet.Of(new PortRange(255, 256)), PortSet.Of(new PortRange(512, 767))));

    public static readonly Gen<LiteralService> Service = Gen.OneOf(
        Gen.Const(Ringfence.Policy.Rules.Service.Any),
        Gen.Select(Gen.OneOf(IpProtocol.Tcp, IpProtocol.Udp), Ports, (protocol, ports) => new LiteralService(protocol, ports)),
        Gen.OneOf(IpProtocol.Icmp, IpProtocol.IcmpV6, IpProtocol.Gre, new IpProtocol(255)).Select(protocol => new LiteralService(protocol, PortSet.All)));

    /// <summary>What templates mean: any ranges of both families, also none.</summary>
    public static readonly Gen<AddressRanges> Ranges = Gen.OneOf(
            Gen.Select(Address, Address, (a, b) => a.Family == b.Family ? new IpRange(a < b ? a : b, a < b ? b : a) : IpRange.Of(IpPrefix.Host(a))),
            Prefix.Select(prefix => IpRange.Of(prefix)))
        .Array[0, 5].Select(ranges => AddressRanges.Of(ranges));

    /// <summary>What service templates mean: several protocols, also none.</summary>
    public static readonly Gen<ServiceSet> Services = Gen.Frequency(
        (3, Service.Select(service => ServiceSet.Of(service))),
        (2, Service.Array[0, 4].Select(services => ServiceSet.Of(services))));

    public static readonly Gen<HostRule> Rule = Gen.Select(Prefix, Ranges, Gen.Int[0, 11], Services, Gen.Bool, (prefix, ranges, peer, services, accept) => new HostRule(
        Hosts.NextId(),
        peer < SetIds.Length ? null : peer < 10 ? AddressRanges.Of(prefix) : ranges,
        peer < SetIds.Length ? SetIds[peer] : null,
        services,
        accept ? RuleAction.Accept : RuleAction.Drop));

    public static readonly Gen<ImmutableArray<HostRule>> RuleArray = Rule.Array[0, 7].Select(rules => rules.ToImmutableArray());

    public static readonly Gen<string[]> Binding = Gen.OneOf(ListIds).Array[0, 3].Select(ids => ids.Distinct().ToArray());

    public static readonly Gen<HostPolicy> Host = Gen.Select(
        RuleArray.Array[ListIds.Length], Address.Array[0, 8].Array[SetIds.Length], Gen.Select(Binding, Binding).Array[1, 3],
        (lists, sets, bindings) => Hosts.Host(
            bindings.Select((binding, i) => Hosts.Interface($"eni-{i}", binding.Item1, binding.Item2)),
            lists.Select((rules, i) => new RuleList(ListIds[i], Direction.Ingress, rules)),
            [.. sets.Select((members, i) => AddressSet.Create(SetIds[i], members))]));

    /// <summary>One change of any kind that a revision can bring.</summary>
    public static readonly Gen<Func<HostPolicy, HostPolicy>> Change = Gen.Frequency(
        (4, Gen.Select<string, IpAddress, Func<HostPolicy, HostPolicy>>(Gen.OneOf(SetIds), Address, (id, address) => policy => policy.With(policy.Sets[id].Add(address)))),
        (4, Gen.Select<string, int, Func<HostPolicy, HostPolicy>>(Gen.OneOf(SetIds), Gen.Int[0, 20], (id, at) => policy => RemoveMember(policy, id, at))),
        (1, Gen.Select<string, IpAddress[], Func<HostPolicy, HostPolicy>>(Gen.OneOf(SetIds), Address.Array[0, 8], (id, members) => policy => policy.With(AddressSet.Create(id, members)))),
        (3, Gen.Select<string, ImmutableArray<HostRule>, Func<HostPolicy, HostPolicy>>(
            Gen.OneOf(ListIds), RuleArray, (id, rules) => policy => policy.With(new RuleList(id, Direction.Ingress, rules)))),
        (2, Gen.Select<int, string[], string[], Func<HostPolicy, HostPolicy>>(Gen.Int[0, 4], Binding, Binding, (id, ingress, egress) => policy =>
            policy with { Interfaces = policy.Interfaces.SetItem($"eni-{id}", Hosts.Interface($"eni-{id}", ingress, egress)) })),
        (1, Gen.Select<int, bool, Func<HostPolicy, HostPolicy>>(Gen.Int[0, 4], Gen.Bool, (id, _) => policy =>
            policy with { Interfaces = policy.Interfaces.Remove($"eni-{id}") })));

    private static HostPolicy RemoveMember(HostPolicy policy, string id, int at)
    {
        var set = policy.Sets[id];
        return set.Addresses.IsEmpty ? policy : policy.With(set.Remove(set.Addresses.Order().ElementAt(at % set.Addresses.Count)));
    }

    private static int Length(AddressFamily family, int choice) => choice switch
    {
        0 => 0,
        1 => family == AddressFamily.IPv4 ? 8 : 32,
        2 => family == AddressFamily.IPv4 ? 15 : 62,
        3 => family == AddressFamily.IPv4 ? 16 : 63,
        4 => family == AddressFamily.IPv4 ? 23 : 64,
        5 => family == AddressFamily.IPv4 ? 24 : 65,
        6 => 1,
        _ => family.Bits() - (choice - 7),
    };
}
