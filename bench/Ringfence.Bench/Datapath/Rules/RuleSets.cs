using System.Collections.Immutable;
using Ringfence.Bench.Datapath.Traffic;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>
/// The rule sets: <see cref="Prefixes"/>, a prefix and a port each, UDP and TCP in turn, so that a list is walked half way on average; and <see cref="Group"/>, a hundred of
/// those of which every tenth names a group instead. Always the same, in every run.
/// </summary>
internal static class RuleSets
{
    private const int PeersPerRule = 20;
    private const int RefusedPeers = 10_000;
    private const int GroupRules = 100;
    private const int Ports = 50;
    private static readonly UInt128 V6Rules = IpAddress.Parse("2001:db8:1::").Value;
    private static readonly UInt128 V6Refused = IpAddress.Parse("2001:db8:2::").Value;
    private static readonly UInt128 V6Members = IpAddress.Parse("2001:db8:8000::").Value;

    /// <summary>Rules whose peers are prefixes: /24 or /64. Another number of the first is other rules.</summary>
    public static RuleSet Prefixes(int count, AddressFamily family, int first = 0)
    {
        var rules = Enumerable.Range(first, count).Select(index => PrefixRule(index, family)).ToImmutableArray();
        var accepted = rules.Where(rule => rule.Protocol == IpProtocol.Udp)
            .SelectMany(rule => Enumerable.Range(0, PeersPerRule).Select(k => new FarEnd(new IpAddress(family, rule.Prefix!.Value.Network.Value + 1 + (UInt128)(k * 7)), rule.Port)))
            .ToArray();
        new Random(7).Shuffle(accepted);
        return new RuleSet(family, rules, [], [.. accepted], Refused(family));
    }

    /// <summary>A hundred rules of which ten name a group of so many scattered members, each member a single address.</summary>
    public static RuleSet Group(int members, AddressFamily family)
    {
        var rules = Enumerable.Range(0, GroupRules)
            .Select(index => index % 10 == 9 ? new BenchRule(null, IpProtocol.Udp, (ushort)(3000 + index)) : PrefixRule(index, family))
            .ToImmutableArray();
        var addresses = Enumerable.Range(0, members).Select(index => Member(index, family)).ToImmutableArray();
        var random = new Random(9);
        var accepted = addresses.Select(address => new FarEnd(address, (ushort)(3009 + (10 * random.Next(10))))).ToArray();
        random.Shuffle(accepted);
        return new RuleSet(family, rules, addresses, [.. accepted], Refused(family));
    }

    /// <summary>The group's members by number; different numbers are different addresses.</summary>
    public static IpAddress Member(int index, AddressFamily family)
    {
        // An odd factor makes a bijection of the 24 bits.
        uint scattered = (((uint)index * 0x9e37_79b1) + 12345) & 0xff_ffff;
        return family == AddressFamily.IPv4
            ? IpAddress.V4(0x0b00_0000 | scattered)
            : IpAddress.V6(V6Members | ((UInt128)(scattered >> 8) << 64) | ((scattered & 0xff) + 1));
    }

    private static BenchRule PrefixRule(int index, AddressFamily family) => new(
        family == AddressFamily.IPv4
            ? new IpPrefix(IpAddress.V4(0x0a10_0000 + ((uint)index << 8)), 24)
            : new IpPrefix(IpAddress.V6(V6Rules + ((UInt128)index << 64)), 64),
        index % 2 == 0 ? IpProtocol.Udp : IpProtocol.Tcp,
        (ushort)(2000 + (index % Ports)));

    private static ImmutableArray<FarEnd> Refused(AddressFamily family) =>
    [
        .. Enumerable.Range(0, RefusedPeers).Select(index => new FarEnd(
            family == AddressFamily.IPv4 ? IpAddress.V4(0x0a80_0000 + ((uint)index * 37)) : IpAddress.V6(V6Refused + ((UInt128)(index * 37) << 64)),
            (ushort)(2000 + (index % Ports)))),
    ];
}
