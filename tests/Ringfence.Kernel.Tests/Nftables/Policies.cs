using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>
/// Host policies in few words: rules are written <c>+tcp:80 10.0.0.0/8</c> (accept) or <c>-ALL @set</c> (drop); what templates hold, with bars between:
/// <c>+tcp:80|icmp 10.0.0.1-10.0.0.9|fd00::/8</c>.
/// </summary>
internal static class Policies
{
    private static long _lastRule;

    public static HostRule Rule(string text)
    {
        string[] parts = text[1..].Split(' ');
        bool isSet = parts[1][0] == '@';
        var ranges = isSet ? null : AddressRanges.Of(parts[1].Split('|').Select(peer => IpRange.TryParse(peer, out var range) ? range : throw new FormatException(peer)));
        return new HostRule(
            new RuleId(Interlocked.Increment(ref _lastRule)), ranges, isSet ? parts[1][1..] : null,
            ServiceSet.Of(parts[0].Split('|').Select(Service)), text[0] == '+' ? RuleAction.Accept : RuleAction.Drop);
    }

    private static LiteralService Service(string text)
    {
        string[] service = text.Split(':');
        IpProtocol? protocol = service[0] switch
        {
            "ALL" => null,
            "tcp" => IpProtocol.Tcp,
            "udp" => IpProtocol.Udp,
            "icmp" => IpProtocol.Icmp,
            "icmpv6" => IpProtocol.IcmpV6,
            var number => new IpProtocol(byte.Parse(number)),
        };
        PortSet? ports = PortSet.All;
        if (service.Length > 1)
            Assert.True(PortSet.TryParse(service[1], out ports));
        return new LiteralService(protocol, ports!);
    }

    public static HostPolicy WithList(this HostPolicy policy, string id, Direction direction, params string[] rules) => policy with
    {
        Revision = policy.Revision + 1,
        Lists = policy.Lists.SetItem(id, new RuleList(id, direction, [.. rules.Select(Rule)])),
    };

    public static HostPolicy WithSet(this HostPolicy policy, string id, params string[] addresses) => policy with
    {
        Revision = policy.Revision + 1,
        Sets = policy.Sets.SetItem(id, AddressSet.Create(id, addresses.Select(a => IpAddress.Parse(a)))),
    };

    public static HostPolicy WithInterface(
        this HostPolicy policy, string device, string[] addresses, string[] ingress, string[] egress, InterfaceRole role = InterfaceRole.Guest,
        string? mac = null, bool sourceCheck = true)
    {
        MacAddress known = default;
        bool hasMac = mac is not null && MacAddress.TryParse(mac, out known);
        return policy with
        {
            Revision = policy.Revision + 1,
            Interfaces = policy.Interfaces.SetItem($"eni-{device}", new InterfacePolicy
            {
                InterfaceId = $"eni-{device}",
                Device = device,
                Role = role,
                Mac = hasMac ? known : null,
                Addresses = [.. addresses.Select(a => IpAddress.Parse(a))],
                SourceCheck = sourceCheck,
                IngressLists = [.. ingress],
                EgressLists = [.. egress],
            }),
        };
    }

    /// <summary>Instance b of the small network with these ingress rules, and everything allowed outward.</summary>
    public static HostPolicy GuestB(params string[] ingress) => HostPolicy.Empty
        .WithList("in", Direction.Ingress, ingress)
        .WithList("out", Direction.Egress, "+ALL 0.0.0.0/0", "+ALL ::/0")
        .WithInterface("tapb", ["10.9.2.1", "fd09:2::1"], ["in"], ["out"]);
}
