using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>The words that rules are made of.</summary>
internal static class RuleText
{
    /// <summary>Both families, IPv4 first.</summary>
    public static ReadOnlySpan<AddressFamily> Families => [AddressFamily.IPv4, AddressFamily.IPv6];

    /// <summary>Where a match goes: on to the ingress side, to the end of judgement, or to the drop.</summary>
    public static string Target(Direction direction, RuleAction action) =>
        action == RuleAction.Drop ? "drop_policy" : direction == Direction.Egress ? "egress_ok" : "commit";

    /// <summary>The first packet's far address.</summary>
    public static string Selector(AddressFamily family, Direction direction) => (family, direction) switch
    {
        (AddressFamily.IPv4, Direction.Ingress) => "ip saddr",
        (AddressFamily.IPv4, _) => "ip daddr",
        (_, Direction.Ingress) => "ip6 saddr",
        _ => "ip6 daddr",
    };

    /// <summary>The chain that asks a set and goes to the target: the only place that names the set, so that exchanging a set touches few rules.</summary>
    public static string MemberChain(int setNumber, AddressFamily family, Direction direction, RuleAction action) =>
        $"a{setNumber}v{(int)family}{(direction == Direction.Ingress ? 'i' : 'e')}{(action == RuleAction.Accept ? 'a' : 'd')}";
}
