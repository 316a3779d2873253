using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Agent.Tests.LastKnownGood;

/// <summary>Random policies of every shape that can be enforced, and a text of everything in one.</summary>
internal static class Policies
{
    private static readonly Gen<IpAddress> Address = Gen.OneOf(
        Gen.UInt.Select(IpAddress.V4), Gen.Select(Gen.ULong, Gen.ULong, (high, low) => IpAddress.V6(((UInt128)high << 64) | low)));

    private static readonly Gen<LiteralService> Service = Gen.Select(Gen.Byte, Gen.Bool, Gen.Select(Gen.UShort, Gen.UShort).Array[1, 3], (protocol, any, ports) => any
        ? Policy.Rules.Service.Any
        : new LiteralService(new IpProtocol(protocol), PortSet.Of([.. ports.Select(range => new PortRange(Math.Min(range.Item1, range.Item2), Math.Max(range.Item1, range.Item2)))])));

    private static readonly Gen<IpRange> Range = Gen.Select(Address, Gen.ULong, (first, more) =>
        new IpRange(first, new IpAddress(first.Family, first.Value + UInt128.Min(more, first.Family.MaxValue() - first.Value))));

    private static readonly Gen<HostRule> Rule = Gen.Select(Gen.Long[1, long.MaxValue], Range.Array[0, 3], Gen.Int[0, 3], Service.Array[0, 3], Gen.Bool, (id, ranges, set, services, accept) =>
        new HostRule(
            new RuleId(id),
            set < 2 ? null : AddressRanges.Of(ranges),
            set < 2 ? $"s{set}" : null,
            ServiceSet.Of(services),
            accept ? RuleAction.Accept : RuleAction.Drop));

    private static readonly Gen<InterfacePolicy> Interface = Gen.Select(
        Gen.Int[0, 5], Gen.Bool, Gen.Bool, Gen.ULong[0, (1UL << 48) - 1], Address.Array[0, 3], Gen.Int[0, 1].Array[0, 2], Gen.Int[0, 1].Array[0, 2],
        (id, host, check, mac, addresses, ingress, egress) => new InterfacePolicy
        {
            InterfaceId = $"eni-{id}",
            Device = $"veth{id}ü",
            Role = host ? InterfaceRole.Host : InterfaceRole.Guest,
            SourceCheck = check,
            Mac = mac % 2 == 0 ? null : new MacAddress(mac),
            Addresses = [.. addresses],
            IngressLists = [.. ingress.Select(list => $"l{list}")],
            EgressLists = [.. egress.Select(list => $"l{list}")],
        });

    public static readonly Gen<HostPolicy> Any = Gen.Select(
        Gen.Long[0, long.MaxValue], Interface.Array[0, 4], Rule.Array[0, 5].Array[2], Address.Array[0, 20].Array[2], (revision, interfaces, lists, sets) => new HostPolicy
        {
            Revision = revision,
            Interfaces = interfaces.DistinctBy(one => one.InterfaceId).ToImmutableDictionary(one => one.InterfaceId),
            Lists = lists.Select((rules, i) => new RuleList($"l{i}", (Direction)i, [.. rules])).ToImmutableDictionary(list => list.Id),
            Sets = sets.Select((members, i) => AddressSet.Create($"s{i}", members)).ToImmutableDictionary(set => set.Id),
        });

    public static string Text(HostPolicy policy) => string.Join('\n', policy.Interfaces.Values
        .Select(one => $"{one.InterfaceId} {one.Device} {one.Role} {one.Mac} {one.SourceCheck} [{string.Join(' ', one.Addresses)}] [{string.Join(' ', one.IngressLists)}] [{string.Join(' ', one.EgressLists)}]")
        .Concat(policy.Lists.Values.Select(list => $"{list.Id} {list.Direction} {string.Join("; ", list.Rules)}"))
        .Concat(policy.Sets.Values.Select(set => $"{set.Id} {string.Join(' ', set.Addresses.Order())}"))
        .Order(StringComparer.Ordinal)
        .Prepend($"{policy.Revision}"));
}
