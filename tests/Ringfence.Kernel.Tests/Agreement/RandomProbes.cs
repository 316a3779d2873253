using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Model;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Agreement;

/// <summary>A probe with what the evaluator needs to know of it.</summary>
internal sealed record JudgedProbe(Probe Probe, ushort Port);

/// <summary>
/// Random first packets, drawn where a policy is likely to be wrong: at the edges of its prefixes and port ranges, between members and strangers.
/// From outside, from the host, to them, and between instances.
/// </summary>
internal sealed class RandomProbes
{
    private readonly Random _random;
    private readonly Laboratory _lab;
    private readonly IpAddress[] _far;
    private readonly ushort[] _ports;
    private readonly HashSet<(IpAddress, IpAddress, IpProtocol)> _portless = [];

    public RandomProbes(Random random, Laboratory lab, PolicyModel model)
    {
        _random = random;
        _lab = lab;
        var rules = model.Groups.SelectMany(group => group.Ingress.Concat(group.Egress)).ToArray();
        var texts = rules.Select(rule => rule.Peer).Concat(model.Templates.SelectMany(template => template.Members));
        var ranges = texts.Select(text => IpRange.TryParse(text, out var range) ? range : (IpRange?)null).OfType<IpRange>();
        _far = [.. ranges.SelectMany(Edges).Concat(lab.Outside.Addresses).Where(IsOutside)];
        var services = rules.Select(rule => ApiServices.Parse(rule.Protocol, rule.Port))
            .Concat(model.Templates.Where(template => template.Kind == ModelTemplateKind.ServiceTemplate).SelectMany(template => template.Services()));
        _ports = [.. services.SelectMany(service => service.Ports.Ranges).SelectMany(Edges), (ushort)random.Next(ushort.MaxValue)];
    }

    /// <summary>The next probe: always the first packet of a flow that no other probe since the model's begin belongs to, in either direction.</summary>
    public JudgedProbe Next()
    {
        while (true)
        {
            var family = _random.Next(2) == 0 ? AddressFamily.IPv4 : AddressFamily.IPv6;
            var (from, to) = Ends(family);
            var protocol = Protocol(family);
            // Without ports, the answer to an earlier probe cannot be told from a probe of its own.
            if (!HasFlowOfItsOwn(protocol)
                && (_portless.Contains((from.Address, to.Address, protocol)) || !_portless.Add((to.Address, from.Address, protocol))))
            {
                continue;
            }

            ushort port = protocol.HasPorts ? _ports[_random.Next(_ports.Length)] : (ushort)0;
            return new JudgedProbe(Make(from, to, protocol, port), port);
        }
    }

    private static bool HasFlowOfItsOwn(IpProtocol protocol) =>
        protocol.HasPorts || protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6 || protocol == IpProtocol.Sctp;

    private static IEnumerable<IpAddress> Edges(IpRange range)
    {
        yield return range.First;
        yield return range.Last;
        if (range.First.Value > 0)
            yield return new IpAddress(range.Family, range.First.Value - 1);
        if (range.Last.Value < range.Family.MaxValue())
            yield return new IpAddress(range.Family, range.Last.Value + 1);
    }

    private static IEnumerable<ushort> Edges(PortRange range)
    {
        yield return range.First;
        yield return range.Last;
        yield return (ushort)Math.Max(0, range.First - 1);
        yield return (ushort)Math.Min(ushort.MaxValue, range.Last + 1);
    }

    /// <summary>Addresses that a router forwards and that are behind the uplink.</summary>
    private static bool IsOutside(IpAddress address)
    {
        if (address.Family == AddressFamily.IPv4)
        {
            uint value = (uint)address.Value;
            return value >> 24 is > 0 and not 127 and < 224 && value >> 16 is not 0x0a4d and not 0x0a4e and not 0xa9fe
                && address != AddressPlan.Uplink4;
        }

        // Global unicast (RFC 4291).
        return address.Value >> 125 == 1 && address != AddressPlan.Uplink6;
    }

    private (LabAddress From, LabAddress To) Ends(AddressFamily family)
    {
        var station = Pick(_lab.Instances);
        var own = Own(station, family);
        switch (_random.Next(8))
        {
            case 0:
                return (Layouts.HostFor(_lab, station, family), own);
            case 1:
                return (own, Layouts.HostFor(_lab, station, family));
            case 2 or 3:
                return (own, Far(family));
            case 4 or 5:
                return (Far(family), own);
            default:
                var other = Pick(_lab.Instances.Remove(station));
                return (own, Own(other, family));
        }
    }

    private LabAddress Own(LabStation station, AddressFamily family) =>
        station.At(Pick(station.Addresses.Where(address => address.Family == family).ToArray()));

    private LabAddress Far(AddressFamily family) => _lab.Outside.At(Pick(_far.Where(address => address.Family == family).ToArray()));

    private IpProtocol Protocol(AddressFamily family) => _random.Next(12) switch
    {
        < 5 => IpProtocol.Tcp,
        < 8 => IpProtocol.Udp,
        8 => IpPacket.Icmp(family),
        9 => IpProtocol.Gre,
        10 => IpProtocol.Sctp,
        _ => new IpProtocol(99),
    };

    private Probe Make(LabAddress from, LabAddress to, IpProtocol protocol, ushort port)
    {
        if (protocol == IpProtocol.Tcp)
            return Probe.Tcp(from, to, port, _random.Next(3) == 0 ? TcpFlags.Ack : TcpFlags.Syn);
        if (protocol == IpProtocol.Udp)
            return _random.Next(8) == 0 && from.Node is not LabHost && to.Node is not LabHost
                ? Probe.FragmentedUdp(from, to, port, fragments: 2)
                : Probe.Udp(from, to, port);
        return protocol == IpProtocol.Icmp || protocol == IpProtocol.IcmpV6 ? Probe.Echo(from, to) : Probe.Other(from, to, protocol);
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[_random.Next(from.Count)];
}
