using System.Text.Json.Nodes;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Lab.Client;

/// <summary>A rule as the API takes it.</summary>
/// <param name="Action">What happens to a match.</param>
/// <param name="Protocol"><c>TCP</c>, <c>UDP</c>, <c>ICMP</c>, <c>ICMPV6</c>, <c>GRE</c> or <c>ALL</c>.</param>
/// <param name="Port">The vendor's port text; <c>ALL</c> unless TCP or UDP.</param>
/// <param name="Peer">A prefix of either family, or the id of a group, an address template or an address template group.</param>
public sealed record ApiRule(RuleAction Action, string Protocol, string Port, string Peer)
{
    /// <summary>The id of a service template or service template group, which takes the place of protocol and port; "" when there is none.</summary>
    public string ServiceTemplate { get; init; } = "";

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
        var rule = new JsonObject
        {
            [nameof(Action)] = Action == RuleAction.Accept ? "ACCEPT" : "DROP",
            ["PolicyDescription"] = description,
        };
        if (ServiceTemplate.Length > 0)
        {
            rule[nameof(ServiceTemplate)] = Template(ServiceTemplate, "ppm-", "Service");
        }
        else
        {
            rule[nameof(Protocol)] = Protocol;
            rule[nameof(Port)] = Port;
        }

        if (IpPrefix.TryParse(Peer, out var prefix))
            rule[prefix.Family == AddressFamily.IPv4 ? "CidrBlock" : "Ipv6CidrBlock"] = Peer;
        else if (Peer.StartsWith("ipm", StringComparison.Ordinal))
            rule["AddressTemplate"] = Template(Peer, "ipm-", "Address");
        else
            rule["SecurityGroupId"] = Peer;
        return rule;
    }

    /// <summary><c>ACCEPT TCP:80 10.0.0.0/8</c>.</summary>
    public override string ToString() => $"{(Action == RuleAction.Accept ? "ACCEPT" : "DROP")} {(ServiceTemplate.Length > 0 ? ServiceTemplate : $"{Protocol}:{Port}")} {Peer}";

    /// <summary>A template by its id, or a group of templates: the prefix of the id tells which.</summary>
    private static JsonObject Template(string id, string prefix, string noun) =>
        new() { [id.StartsWith(prefix, StringComparison.Ordinal) ? $"{noun}Id" : $"{noun}GroupId"] = id };
}
