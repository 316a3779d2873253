using CsCheck;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class ServiceMapTests
{
    [Fact]
    public void Ports_in_one_class_are_matched_by_the_same_rules() =>
        Gens.Services.Array[0, 6].Sample(services =>
        {
            // One list, each rule with a peer of its own, so that nothing is shadowed and classes are exactly the sets of matching services.
            var rules = services.Select((service, i) => Hosts.Rule($"10.{i}.0.0/16", "ALL") with { Services = service }).ToArray();
            var map = Hosts.Compile(Hosts.Host(rules)).Interfaces["a"].Ingress.Services;
            var classOf = new Dictionary<int, int>();
            for (int protocol = 0; protocol < 256; protocol++)
            {
                var one = new IpProtocol((byte)protocol);
                for (int port = 0; port < (one.HasPorts ? 65536 : 1); port++)
                {
                    int matching = 0;
                    for (int i = 0; i < services.Length; i++)
                        matching |= services[i].Contains(one, (ushort)port) ? 1 << i : 0;
                    int service = map.ServiceOf(one, (ushort)port);
                    Assert.Equal(classOf.GetValueOrDefault(matching, service), service);
                    classOf[matching] = service;
                }
            }

            Assert.Equal(classOf.Count, classOf.Values.Distinct().Count());
        }, iter: 8);

    [Fact]
    public void Equal_pages_and_equal_maps_are_stored_once()
    {
        var map = Hosts.Compile(Hosts.Host([Hosts.Rule("0.0.0.0/0", "tcp:80,443"), Hosts.Rule("0.0.0.0/0", "udp:1000-40000")])).Interfaces["a"].Ingress.Services;
        // TCP: the page of port 80, that of 443, that of neither. UDP: all, none, and the two edges; "none" is the same page as TCP's.
        Assert.Equal(2 * ServiceMap.PageSize, map.PortMaps.Length);
        Assert.Equal(6 * ServiceMap.PageSize, map.Pages.Length);
        var twice = Hosts.Compile(Hosts.Host([Hosts.Rule("0.0.0.0/0", "tcp:80", false), Hosts.Rule("0.0.0.0/0", "udp:80", false), Hosts.Rule("::/0", "47")])).Interfaces["a"].Ingress.Services;
        Assert.Equal(2 * ServiceMap.PageSize, twice.PortMaps.Length);
    }

    [Fact]
    public void A_protocol_without_port_rules_needs_no_port_map()
    {
        var map = Hosts.Compile(Hosts.Host([Hosts.Rule("0.0.0.0/0", "tcp:ALL"), Hosts.Rule("0.0.0.0/0", "icmp")])).Interfaces["a"].Ingress.Services;
        Assert.Empty(map.PortMaps.ToArray());
        foreach (ushort kind in map.Kinds)
            Assert.True(kind < ServiceMap.HasPorts);
        Assert.NotEqual(map.ServiceOf(IpProtocol.Tcp, 1), map.ServiceOf(IpProtocol.Icmp, 1));
        Assert.Equal(map.ServiceOf(IpProtocol.Gre, 1), map.ServiceOf(IpProtocol.Udp, 1));
    }
}
