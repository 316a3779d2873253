using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Rules, packets and rows as the wire has them.</summary>
internal static class AnalysisShape
{
    /// <summary>Entries of a list inside an answer; its count says how many there are.</summary>
    public const int MostListed = 100;

    /// <summary>What an answer about policies does not see.</summary>
    public static ImmutableArray<string> Limits { get; } =
    [
        "Only Ringfence's own policies are judged: other firewalls on the hosts, routing and address translation are not seen.",
        "What always passes (ARP, neighbour discovery, DHCP) and the failsafe ports of role host are not part of the answer.",
        "ICMP messages other than echo, timestamp, information, address mask and node information requests open no flow: by themselves they are dropped whatever the rules say.",
    ];

    public static RuleReference ToWire(EffectiveRule rule) =>
        new(rule.GroupId, rule.Position, rule.Id.Value, rule.Peer, ServiceText.Of(rule.Services), ToWire(rule.Action)) { ServiceTemplateId = rule.ServiceTemplateId };

    /// <summary>The groups of an interface that decide nothing; null when all of them do.</summary>
    public static ImmutableArray<string>? Observed(World world, NetworkInterface one) =>
        one.SecurityGroupIds.Any(world.IsObserved) ? [.. one.SecurityGroupIds.Where(world.IsObserved)] : null;

    public static string ToWire(RuleAction action) => action == RuleAction.Accept ? "ACCEPT" : "DROP";

    public static string ToWire(Direction direction) => direction == Direction.Ingress ? "INGRESS" : "EGRESS";

    public static PacketSampleRecord ToWire(SamplePacket packet) => new(packet.Far.ToString(), packet.Protocol.ToString(), packet.Port);

    public static ImmutableArray<TrafficRow> ToRows(PacketSet packets) =>
    [
        .. packets.Blocks().Select(block => new TrafficRow(
            [.. block.Addresses.Ranges.Take(MostListed).Select(ToText)], block.Addresses.Ranges.Length, ServiceText.Of(block.Services), ToWire(block.Sample))),
    ];

    /// <summary><c>PascalCase</c> as <c>PASCAL_CASE</c>.</summary>
    public static string ToWire<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((letter, at) => at > 0 && char.IsUpper(letter) ? $"_{letter}" : char.ToUpper(letter, CultureInfo.InvariantCulture).ToString()));

    public static string ToText(IpRange range) => range.Block is { } block ? block.ToString() : range.ToString();
}
