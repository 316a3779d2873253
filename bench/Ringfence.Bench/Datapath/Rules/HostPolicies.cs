using System.Collections.Immutable;
using Ringfence.Bench.Datapath.Topology;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Datapath.Rules;

/// <summary>A rule set as Ringfence's drivers take it: the policy of the one instance behind the router.</summary>
internal static class HostPolicies
{
    private const string InterfaceId = "eni-bench";
    private const string ListId = "bench-ingress";
    private const string GroupId = "sg-group";

    /// <summary>The policy at a revision.</summary>
    public static HostPolicy Of(RuleSet rules, long revision) => new()
    {
        Revision = revision,
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(InterfaceId, new InterfacePolicy
        {
            InterfaceId = InterfaceId,
            Device = Wiring.InstanceDevice,
            Role = InterfaceRole.Guest,
            Mac = Wiring.ReceiverMac,
            Addresses = [Wiring.Instance4, Wiring.Instance6],
            SourceCheck = true,
            IngressLists = [ListId],
            EgressLists = [],
        }),
        Lists = ImmutableDictionary<string, RuleList>.Empty.Add(ListId, new RuleList(ListId, Direction.Ingress, [.. rules.Rules.Select(Convert)])),
        Sets = rules.Members.IsEmpty
            ? ImmutableDictionary<string, AddressSet>.Empty
            : ImmutableDictionary<string, AddressSet>.Empty.Add(GroupId, AddressSet.Create(GroupId, rules.Members)),
    };

    /// <summary>The next revision of a policy: the last rule, a TCP one, accepts another port. Every flow is judged again, and no UDP verdict changes.</summary>
    public static HostPolicy WithLastPort(HostPolicy policy, ushort port)
    {
        var list = policy.Lists[ListId];
        var last = list.Rules[^1];
        var changed = last with { Services = ServiceSet.Of(ServiceOf(last.Services.Services[0].Protocol!.Value, port)) };
        return policy with { Revision = policy.Revision + 1, Lists = policy.Lists.SetItem(ListId, list with { Rules = list.Rules.SetItem(list.Rules.Length - 1, changed) }) };
    }

    /// <summary>The next revision of a policy, with other rules in the place of all.</summary>
    public static HostPolicy WithRules(HostPolicy policy, RuleSet rules) =>
        policy with { Revision = policy.Revision + 1, Lists = policy.Lists.SetItem(ListId, policy.Lists[ListId] with { Rules = [.. rules.Rules.Select(Convert)] }) };

    /// <summary>The next revision of a policy, with another version of the group.</summary>
    public static HostPolicy WithGroup(HostPolicy policy, AddressSet group) =>
        policy with { Revision = policy.Revision + 1, Sets = policy.Sets.SetItem(GroupId, group) };

    /// <summary>The group of a policy.</summary>
    public static AddressSet Group(HostPolicy policy) => policy.Sets[GroupId];

    private static HostRule Convert(BenchRule rule, int index) =>
        new(new RuleId(index + 1), rule.Prefix, rule.Prefix is null ? GroupId : null, ServiceOf(rule.Protocol, rule.Port), RuleAction.Accept);

    private static LiteralService ServiceOf(IpProtocol protocol, ushort port) => new(protocol, PortSet.Of(new PortRange(port, port)));
}
