using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>A binding as a file names it.</summary>
/// <param name="Instance">The instance of a primary interface; "" for another interface.</param>
/// <param name="NetworkInterface">An interface that is not its instance's primary one; "" for one that is.</param>
/// <param name="SecurityGroups">Its groups, highest priority first.</param>
internal sealed record NamedBinding(string Instance, string NetworkInterface, ImmutableArray<string> SecurityGroups)
{
    /// <summary>Every binding of a scope, by the ids of instances and interfaces.</summary>
    /// <param name="world">Where they are.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="names">The names of groups; null: groups and instances are named by their ids.</param>
    public static NamedBinding[] All(World world, Scope scope, PeerNames? names)
    {
        Instance[] instances = [.. world.Instances.Values.Where(instance => instance.Scope == scope).OrderBy(instance => instance.Id, StringComparer.Ordinal)];
        var unique = instances.CountBy(instance => instance.Name).Where(count => count.Value == 1).Select(count => count.Key).ToHashSet(StringComparer.Ordinal);
        return [.. instances.SelectMany(instance => instance.InterfaceIds.Select(id => Of(instance, world.Interfaces[id])))];

        NamedBinding Of(Instance instance, NetworkInterface nic) => new(
            !nic.IsPrimary ? "" : names is not null && unique.Contains(instance.Name) && !world.Instances.ContainsKey(instance.Name) ? instance.Name : instance.Id,
            nic.IsPrimary ? "" : nic.Id,
            [.. nic.SecurityGroupIds.Select(id => names is not null && world.Groups[id].ProjectId == instance.ProjectId ? names.Of(id) : id)]);
    }
}
