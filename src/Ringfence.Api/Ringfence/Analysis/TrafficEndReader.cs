using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>One address at one end of a flow, with the interface that has it, if one of the scope does.</summary>
internal sealed record TrafficPoint(IpAddress Address, NetworkInterface? Interface);

/// <summary>Finds what <c>Source</c> and <c>Destination</c> mean: an address, or the id of an interface, an instance or a group.</summary>
internal static class TrafficEndReader
{
    /// <summary>The addresses behind an end. A fault, and none, when it is nothing of the scope.</summary>
    public static ImmutableArray<TrafficPoint> Resolve(ParameterReader parameters, string name, string text, string? vpcId, World world, Scope scope)
    {
        text = text.Trim();
        if (IpAddress.TryParse(text, out var address))
            return [new TrafficPoint(address, HolderOf(world, scope, vpcId ?? NetworkInterface.DefaultVpcId, address))];
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
        [.. interfaces.SelectMany(one => one.MemberAddresses.Select(address => new TrafficPoint(address, one)))];

    private static NetworkInterface? HolderOf(World world, Scope scope, string vpcId, IpAddress address) =>
        world.InterfacesByAddress.TryGetValue(new AddressKey(scope, vpcId, address), out var holders) && holders.FirstOrDefault() is { } id ? world.Interfaces[id] : null;
}
