using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Registration;

/// <summary>Makes of what is there and of what is given what will be. One for all instances of a request, so that ids and default groups are shared.</summary>
internal sealed class InstanceRegistration(
    World world, CommandContext context, string defaultHost, FreshIds ids, DefaultGroups defaults, Faults faults)
{
    /// <summary>The instance and its interfaces as they will be; null when there is a fault.</summary>
    public Registered? Register(InstanceFields fields)
    {
        int found = faults.Count;
        var before = Find(fields);
        var type = fields.TypeOver(before, faults);
        ImmutableArray<NetworkInterface> present = before is null ? [] : [.. before.InterfaceIds.Select(id => world.Interfaces[id])];
        var matches = fields.Interfaces is { } given ? InterfaceMatch.Match(given, present, world, context.Scope, faults) : default;
        if (fields.GroupIds is not null && (fields.Interfaces?.Length ?? present.Length) == 0)
            faults.Add(RefusalKind.InvalidValue, $"{fields.Path}.SecurityGroupIds", "the instance has no network interface that a security group could be bound to.");
        if (faults.Count > found)
            return null;

        var instance = (before ?? NewInstance(fields)) with { Type = type };
        instance = instance with
        {
            Name = fields.Name ?? instance.Name,
            ProjectId = fields.ProjectId ?? instance.ProjectId,
            Host = fields.Host ?? instance.Host,
        };
        var after = matches.IsDefault ? Rebind(present, fields.GroupIds) : Build(instance, fields, matches, present);
        after = [.. after.Select(item => item with { Host = instance.Host })];
        instance = instance with { InterfaceIds = Same.Or(instance.InterfaceIds, [.. after.Select(item => item.Id)]) };
        return faults.Count > found ? null : new Registered(fields.Path, before, instance, present, after);
    }

    private Instance? Find(InstanceFields fields)
    {
        if (fields.Id is null || !world.Instances.TryGetValue(fields.Id, out var instance))
            return null;
        if (instance.Scope == context.Scope)
            return instance;

        // Ids are unique over all accounts; who holds this one is nobody's business.
        faults.Add(RefusalKind.InstanceNotFound, $"{fields.Path}.InstanceId", $"the instance {Faults.Show(fields.Id)} does not exist.");
        return null;
    }

    private Instance NewInstance(InstanceFields fields) => new()
    {
        Id = fields.Id ?? ids.Next(Identifier.InstancePrefix(fields.Type ?? InstanceType.Cvm)),
        Scope = context.Scope,
        Name = "",
        Type = InstanceType.Cvm,
        ProjectId = "0",
        Host = defaultHost,
        CreatedAt = context.Now,
        InterfaceIds = [],
    };

    private static ImmutableArray<NetworkInterface> Rebind(ImmutableArray<NetworkInterface> present, ImmutableArray<string>? groupIds) =>
        groupIds is null ? present : present.SetItem(0, present[0] with { SecurityGroupIds = Same.Or(present[0].SecurityGroupIds, groupIds) });

    private ImmutableArray<NetworkInterface> Build(
        Instance instance, InstanceFields fields, ImmutableArray<InterfaceMatch> matches, ImmutableArray<NetworkInterface> present)
    {
        if (matches.IsEmpty)
            return [];
        var primaryGroups = PrimaryGroups(instance, fields, matches[0], present);
        var built = ImmutableArray.CreateBuilder<NetworkInterface>(matches.Length);
        foreach (var (read, before) in matches)
        {
            var item = read.Over(before ?? NewInterface(instance, read));
            bool isPrimary = built.Count == 0;

            // A secondary interface that names no groups keeps those it has; a new one starts with those of the primary interface.
            var groups = isPrimary ? primaryGroups : read.GroupIds ?? before?.SecurityGroupIds ?? primaryGroups;
            built.Add(item with { IsPrimary = isPrimary, SecurityGroupIds = Same.Or(item.SecurityGroupIds, groups) });
        }

        return built.DrainToImmutable();
    }

    private ImmutableArray<string> PrimaryGroups(
        Instance instance, InstanceFields fields, InterfaceMatch first, ImmutableArray<NetworkInterface> present)
    {
        string path = $"{first.Fields.Path}.SecurityGroupIds";
        if (first.Fields.GroupIds is { } own)
        {
            if (own.IsEmpty)
                faults.Add(RefusalKind.InvalidValue, path, "the primary interface keeps at least one security group.");
            if (fields.GroupIds is { } ofInstance && !ofInstance.SequenceEqual(own))
                faults.Add(RefusalKind.Coexist, path, "the primary interface's groups are the instance's; give one of them, or the same twice.");
            return own;
        }

        if (fields.GroupIds is { } given)
            return given;
        if (first.Before is { SecurityGroupIds.IsEmpty: false } kept)
            return kept.SecurityGroupIds;
        return present.IsEmpty ? [defaults.Get(instance.ProjectId)] : present[0].SecurityGroupIds;
    }

    private NetworkInterface NewInterface(Instance instance, InterfaceFields fields) => new()
    {
        Id = fields.Id ?? ids.Next(Identifier.Interface),
        Scope = context.Scope,
        InstanceId = instance.Id,
        Name = "",
        Description = "",
        IsPrimary = false,
        VpcId = NetworkInterface.DefaultVpcId,
        Host = instance.Host,
        Device = fields.Device!,
        Role = Policy.Hosting.InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [],
        Ipv6Addresses = [],
        PublicAddresses = [],
        SourceCheck = true,
        SecurityGroupIds = [],
        CreatedAt = context.Now,
    };
}
