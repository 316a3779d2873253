using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>One address at one end of a flow, in a network, with the interface that has it there, if one of the scope does.</summary>
internal sealed record TrafficPoint(IpAddress Address, string VpcId, NetworkInterface? Interface);

/// <summary>Finds what <c>Source</c> and <c>Destination</c> mean: an address, or the id of an interface, an instance or a group.</summary>
internal static class TrafficEndReader
{
    /// <summary>
    /// The addresses behind both ends. A bare one is meant in the network that is named, else in those of the other end, else in the default network. A fault, and none, for an end that is nothing of the scope.
    /// </summary>
    public static (ImmutableArray<TrafficPoint> From, ImmutableArray<TrafficPoint> To) Resolve(
        ParameterReader parameters, string source, string destination, string? vpcId, World world, Scope scope)
    {
        var (from, to) = (Named(parameters, "Source", source.Trim(), world, scope), Named(parameters, "Destination", destination.Trim(), world, scope));
        return (from ?? Bare(source, to), to ?? Bare(destination, from));

        ImmutableArray<TrafficPoint> Bare(string text, ImmutableArray<TrafficPoint>? other)
        {
            var address = IpAddress.Parse(text.Trim());
            var networks = vpcId is not null ? [vpcId] : other?.Select(point => point.VpcId).Distinct(StringComparer.Ordinal) ?? [NetworkInterface.DefaultVpcId];
            return [.. networks.Select(network => new TrafficPoint(address, network, world.HolderOf(scope, network, address)))];
        }
    }

    /// <summary>The addresses of what has a name; null for an address.</summary>
    private static ImmutableArray<TrafficPoint>? Named(ParameterReader parameters, string name, string text, World world, Scope scope)
    {
        if (IpAddress.TryParse(text, out _))
            return null;
        if (world.TryGetInterface(scope, text, out var networkInterface))
            return Points([networkInterface]);
        if (world.TryGetInstance(scope, text, out var instance))
            return Points(instance.InterfaceIds.Select(id => world.Interfaces[id]));
        if (world.TryGetGroup(scope, text, out _))
            return Points(world.InterfacesByGroup.GetValueOrDefault(text, []).Order(StringComparer.Ordinal).Select(id => world.Interfaces[id]));
        parameters.Fault("ResourceNotFound", $"`{name}` is {ParameterReaderExtensions.Quote(text)}: neither an address nor an interface, an instance or a group of this region.");
        return [];
    }

    private static ImmutableArray<TrafficPoint> Points(IEnumerable<NetworkInterface> interfaces) =>
        [.. interfaces.SelectMany(one => one.MemberAddresses.Select(address => new TrafficPoint(address, one.VpcId, one)))];
}
