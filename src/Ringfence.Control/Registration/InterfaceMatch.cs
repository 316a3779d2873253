using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>What is given of an interface, and the one it is meant for; none when it is a new one.</summary>
internal readonly record struct InterfaceMatch(InterfaceFields Fields, NetworkInterface? Before)
{
    /// <summary>Finds for each the interface of the instance with its id, or, when it gives none, the one with its device that no other names by id.</summary>
    public static ImmutableArray<InterfaceMatch> Match(
        ImmutableArray<InterfaceFields> given, ImmutableArray<NetworkInterface> present, World world, Scope scope, Faults faults)
    {
        var named = given.Select(fields => fields.Id).ToHashSet();
        var byDevice = present.Where(item => !named.Contains(item.Id)).ToDictionary(item => item.Device);
        var matches = ImmutableArray.CreateBuilder<InterfaceMatch>(given.Length);
        foreach (var fields in given)
        {
            NetworkInterface? before = null;
            if (fields.Id is not null)
                before = ById(fields, fields.Id, present, world, scope, faults);
            else if (fields.Device is not null)
                byDevice.Remove(fields.Device, out before);
            if (before is null && fields.Device is null)
                faults.Add(RefusalKind.Missing, $"{fields.Path}.Device", "a new network interface needs its device.");
            matches.Add(new InterfaceMatch(fields, before));
        }

        return matches.DrainToImmutable();
    }

    private static NetworkInterface? ById(
        InterfaceFields fields, string id, ImmutableArray<NetworkInterface> present, World world, Scope scope, Faults faults)
    {
        var own = present.FirstOrDefault(item => item.Id == id);
        if (own is not null || !world.Interfaces.TryGetValue(id, out var foreign))
            return own;
        if (foreign.Scope == scope)
            faults.Add(RefusalKind.InvalidValue, $"{fields.Path}.NetworkInterfaceId", $"{Faults.Show(id)} belongs to {foreign.InstanceId}.");
        else
            faults.Add(RefusalKind.InterfaceNotFound, $"{fields.Path}.NetworkInterfaceId", $"the network interface {Faults.Show(id)} does not exist.");
        return null;
    }
}
