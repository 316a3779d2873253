using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>The packets where a table could go wrong: the edges of everything a policy mentions, and one step beyond each.</summary>
internal static class Probes
{
    public static IpProtocol[] Protocols { get; } =
        [IpProtocol.Icmp, IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Gre, IpProtocol.IcmpV6, IpProtocol.Sctp, new(0), new(255)];

    public static List<IpAddress> Addresses(HostPolicy policy)
    {
        var found = new HashSet<IpAddress>();
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
            AddAround(found, new IpAddress(family, 0), new IpAddress(family, family.MaxValue()));
        foreach (var range in policy.Lists.Values.SelectMany(list => list.Rules).SelectMany(rule => rule.Addresses?.Ranges ?? []))
            AddAround(found, range.First, range.Last);
        foreach (var member in policy.Sets.Values.SelectMany(set => set.Addresses))
            AddAround(found, member, member);
        return [.. found];
    }

    public static List<ushort> Ports(HostPolicy policy)
    {
        var found = new HashSet<ushort> { 0, 1, 255, 256, 65534, 65535 };
        foreach (var range in policy.Lists.Values.SelectMany(list => list.Rules).SelectMany(rule => rule.Services.Services).SelectMany(service => service.Ports.Ranges))
            found.UnionWith([(ushort)(range.First - 1), range.First, (ushort)(range.First + 1), (ushort)(range.Last - 1), range.Last, (ushort)(range.Last + 1)]);
        return [.. found];
    }

    /// <summary>Fails on the first packet that the tables and the plain evaluator judge differently, action or rule.</summary>
    public static void AssertAgree(HostTables tables, HostPolicy policy)
    {
        var addresses = Addresses(policy);
        var ports = Ports(policy);
        foreach (string id in policy.Interfaces.Keys)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                var table = tables.Interfaces[id].Policy(direction);
                foreach (var far in addresses)
                {
                    int number = tables.Classifier.Lookup(far);
                    foreach (var protocol in Protocols)
                    {
                        foreach (ushort port in ports)
                        {
                            var expected = PlainEvaluator.Evaluate(policy, id, direction, far, protocol, port);
                            var verdict = table.Evaluate(number, protocol, port);
                            if ((verdict.Action, table.RuleIds[verdict.RuleIndex]) != expected)
                                Assert.Fail($"{id} {direction} {far} {protocol}:{port}: expected {expected}, table says {verdict.Action} {table.RuleIds[verdict.RuleIndex]}.");
                        }
                    }
                }
            }
        }
    }

    private static void AddAround(HashSet<IpAddress> found, IpAddress first, IpAddress last)
    {
        found.Add(first);
        found.Add(last);
        if (first.Value > 0)
            found.Add(new IpAddress(first.Family, first.Value - 1));
        if (last.Value < last.Family.MaxValue())
            found.Add(new IpAddress(last.Family, last.Value + 1));
        found.Add(new IpAddress(first.Family, first.Value + ((last.Value - first.Value) / 2)));
    }
}
