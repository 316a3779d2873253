using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Mapping;

/// <summary>An interface with the instance that it belongs to, as lists walk over them.</summary>
internal readonly record struct InterfaceRow(NetworkInterface Interface, Instance Instance)
{
    /// <summary>The interface's place in its instance; 0 is the primary one.</summary>
    public int DeviceIndex => Math.Max(0, Instance.InterfaceIds.IndexOf(Interface.Id));

    /// <summary>The one zone of a region.</summary>
    public static string Zone(Scope scope) => $"{scope.Region}-1";

    /// <summary>The interfaces of a scope.</summary>
    public static IEnumerable<InterfaceRow> All(World world, Scope scope)
    {
        foreach (var networkInterface in world.Interfaces.Values)
        {
            if (networkInterface.Scope == scope && TryGet(world, networkInterface, out var row))
                yield return row;
        }
    }

    /// <summary>An interface with its instance. False only for a world that is not whole.</summary>
    public static bool TryGet(World world, NetworkInterface networkInterface, out InterfaceRow row)
    {
        bool found = world.Instances.TryGetValue(networkInterface.InstanceId, out var instance);
        row = found ? new InterfaceRow(networkInterface, instance!) : default;
        return found;
    }

    /// <summary>Public addresses of a family, in the order of their registration.</summary>
    public static ImmutableArray<IpAddress> Public(NetworkInterface networkInterface, AddressFamily family) =>
        [.. networkInterface.PublicAddresses.Where(address => address.Family == family)];
}
