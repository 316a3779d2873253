using System.Text.Json.Nodes;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Client;

/// <summary>A rule as the API takes it.</summary>
/// <param name="Action">What happens to a match.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c>, <c>ICMP</c>, <c>ICMPV6</c>, <c>GRE</c> or <c>ALL</c>.</param>
/// <param name="Port">The vendor's port text; <c>ALL</c> unless TCP or UDP.</param>
/// <param name="Peer">A prefix of either family, or a group's id.</param>
public sealed record ApiRule(RuleAction Action, string Protocol, string Port, string Peer)
{
    /// <summary>Everything from or to a peer.</summary>
    public static ApiRule AcceptAll(string peer) => new(RuleAction.Accept, "ALL", "ALL", peer);

    /// <summary>TCP ports from or to a peer.</summary>
    public static ApiRule AcceptTcp(string port, string peer) => new(RuleAction.Accept, "TCP", port, peer);

    /// <summary>UDP ports from or to a peer.</summary>
    public static ApiRule AcceptUdp(string port, string peer) => new(RuleAction.Accept, "UDP", port, peer);

    /// <summary>Everything of both families, in two rules.</summary>
    public static IReadOnlyList<ApiRule> Anywhere { get; } = [AcceptAll("0.0.0.0/0"), AcceptAll("::/0")];

    /// <summary>The rule as an element of a SecurityGroupPolicySet.</summary>
    /// <param name="description">Rules that differ in nothing else need different descriptions (A.15).</param>
    public JsonObject ToJson(string description = "")
    {
        string peer = !IpPrefix.TryParse(Peer, out var prefix) ? "SecurityGroupId"
            : prefix.Family == AddressFamily.IPv4 ? "CidrBlock" : "Ipv6CidrBlock";
        return new JsonObject
        {
            [nameof(Protocol)] = Protocol,
            [nameof(Port)] = Port,
            [peer] = Peer,
            [nameof(Action)] = Action == RuleAction.Accept ? "ACCEPT" : "DROP",
            ["PolicyDescription"] = description,
        };
    }

    /// <summary>The rule's service as the policy engine sees it.</summary>
    /// <exception cref="FormatException">The protocol or the ports are not the API's.</exception>
    public LiteralService ToService()
    {
        IpProtocol? protocol = Protocol switch
        {
            "ALL" => null,
            "TCP" => IpProtocol.Tcp,
            "UDP" => IpProtocol.Udp,
            "ICMP" => IpProtocol.Icmp,
            "ICMPV6" => IpProtocol.IcmpV6,
            "GRE" => IpProtocol.Gre,
            _ => throw new FormatException($"'{Protocol}' is not a protocol of the API."),
        };
        return PortSet.TryParse(Port, out var ports) ? new LiteralService(protocol, ports!) : throw new FormatException($"'{Port}' are not ports.");
    }

    /// <summary><c>ACCEPT TCP:80 10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{(Action == RuleAction.Accept ? "ACCEPT" : "DROP")} {Protocol}:{Port} {Peer}";
}
