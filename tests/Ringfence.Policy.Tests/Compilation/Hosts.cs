using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>Short ways to say a host policy.</summary>
internal static class Hosts
{
    private static long _lastRule;

    public static IpAddress Ip(string text) => IpAddress.Parse(text);

    /// <summary>A rule like <c>Rule("10.0.0.0/8", "tcp:80,443", accept)</c>; a peer that is no prefix is a set's id.</summary>
    public static HostRule Rule(string peer, string service, bool accept = true) => IpPrefix.TryParse(peer, out var prefix)
        ? new HostRule(NextId(), prefix, null, Service(service), accept ? RuleAction.Accept : RuleAction.Drop)
        : new HostRule(NextId(), null, peer, Service(service), accept ? RuleAction.Accept : RuleAction.Drop);

    public static RuleId NextId() => new(Interlocked.Increment(ref _lastRule));

    public static RuleList List(string id, params HostRule[] rules) => new(id, Direction.Ingress, [.. rules]);

    public static InterfacePolicy Interface(string id, string[] ingress, string[] egress) => new()
    {
        InterfaceId = id,
        Device = "veth" + id,
        Role = InterfaceRole.Guest,
        Addresses = [],
        SourceCheck = true,
        IngressLists = [.. ingress],
        EgressLists = [.. egress],
    };

    public static HostPolicy Host(IEnumerable<InterfacePolicy> interfaces, IEnumerable<RuleList> lists, params AddressSet[] sets) => new()
    {
        Revision = 1,
        Interfaces = interfaces.ToImmutableDictionary(one => one.InterfaceId),
        Lists = lists.ToImmutableDictionary(list => list.Id),
        Sets = sets.ToImmutableDictionary(set => set.Id),
    };

    /// <summary>One interface, <c>a</c>, with one ingress list, <c>l</c>.</summary>
    public static HostPolicy Host(HostRule[] rules, params AddressSet[] sets) => Host([Interface("a", ["l"], [])], [List("l", rules)], sets);

    public static HostPolicy With(this HostPolicy policy, AddressSet set) => policy with { Sets = policy.Sets.SetItem(set.Id, set), Revision = policy.Revision + 1 };

    public static HostPolicy With(this HostPolicy policy, RuleList list) => policy with { Lists = policy.Lists.SetItem(list.Id, list), Revision = policy.Revision + 1 };

    public static HostTables Compile(HostPolicy policy, CompilationLimits? limits = null) => Assert.IsType<Compiled>(HostCompiler.Compile(policy, limits)).Tables;

    public static HostTables Update(HostTables previous, HostPolicy next, CompilationLimits? limits = null) =>
        Assert.IsType<Compiled>(HostCompiler.Update(previous, next, limits)).Tables;

    private static LiteralService Service(string text)
    {
        if (text == "ALL")
            return Ringfence.Policy.Rules.Service.Any;
        string[] parts = text.Split(':');
        var protocol = parts[0] switch
        {
            "tcp" => IpProtocol.Tcp,
            "udp" => IpProtocol.Udp,
            "icmp" => IpProtocol.Icmp,
            "icmpv6" => IpProtocol.IcmpV6,
            _ => new IpProtocol(byte.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture)),
        };
        Assert.True(PortSet.TryParse(parts.Length > 1 ? parts[1] : "ALL", out var ports));
        return new LiteralService(protocol, ports!);
    }
}
