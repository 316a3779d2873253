using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>Finds what two interfaces may not share: a device of a host, whoever they belong to; an address in a network of one scope.</summary>
internal static class RegistrationConflicts
{
    public static void Check(World world, IReadOnlyCollection<Registered> registered, Faults faults)
    {
        // All interfaces of the request's instances are about to be replaced: only what is left of the world counts, and the request itself.
        var replaced = registered.SelectMany(item => item.InterfacesBefore).Select(item => item.Id).ToHashSet();
        var devices = new HashSet<DeviceKey>();
        var addresses = new HashSet<AddressKey>();
        foreach (var instance in registered)
        {
            for (int i = 0; i < instance.InterfacesAfter.Length; i++)
            {
                var item = instance.InterfacesAfter[i];
                string path = $"{instance.Path}.NetworkInterfaces.{i}";
                var device = new DeviceKey(item.Host, item.Device);
                if (!devices.Add(device) || IsHeld(world.InterfacesByDevice, device, replaced))
                    faults.Add(RefusalKind.DeviceInUse, $"{path}.Device", $"{Faults.Show(item.Device)} on {Faults.Show(item.Host)} belongs to another network interface.");
                foreach (var address in item.MemberAddresses)
                {
                    var key = new AddressKey(item.Scope, item.VpcId, address);
                    if (!addresses.Add(key) || IsHeld(world.InterfacesByAddress, key, replaced))
                        faults.Add(RefusalKind.InvalidValue, path, $"the address {address} belongs to another network interface in {item.VpcId}.");
                }
            }
        }
    }

    private static bool IsHeld<TKey>(ImmutableDictionary<TKey, ImmutableHashSet<string>> holders, TKey key, HashSet<string> replaced)
        where TKey : notnull => holders.TryGetValue(key, out var ids) && ids.Any(id => !replaced.Contains(id));
}
