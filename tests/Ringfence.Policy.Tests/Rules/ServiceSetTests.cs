using CsCheck;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Rules;

public sealed class ServiceSetTests
{
    private static readonly IpProtocol[] Protocols = [IpProtocol.Tcp, IpProtocol.Udp, IpProtocol.Icmp, IpProtocol.IcmpV6, IpProtocol.Gre, new(255), new(99)];

    [Fact]
    public void It_contains_exactly_what_its_services_contain_and_names_each_protocol_once() =>
        Gen.Select(Gens.Service.Array[0, 6], Generators.Port.Array[30]).Sample((services, ports) =>
        {
            var set = ServiceSet.Of(services);
            foreach (var protocol in Protocols)
            {
                foreach (ushort port in ports.Concat(services.SelectMany(service => service.Ports.Ranges).SelectMany(range => new[] { range.First, range.Last })))
                    Assert.Equal(services.Any(service => service.Contains(protocol, port)), set.Contains(protocol, port));
            }

            Assert.Equal(set.Services.Length, set.Services.Select(service => service.Protocol).Distinct().Count());
            Assert.True(set.Services.Length < 2 || set.Services.All(service => service.Protocol is not null));
            Assert.Equal(set, ServiceSet.Of(services.Reverse().Concat(services)));
            Assert.Equal(services.Length == 0, set.IsEmpty);
        });
}
