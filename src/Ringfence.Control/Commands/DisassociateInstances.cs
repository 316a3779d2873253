using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>CVM DisassociateSecurityGroups: takes one group from instances, never the last one (reference C.6, A.20). An instance that is not bound to it stays as it is.</summary>
public sealed record DisassociateInstances(ImmutableArray<string> GroupIds, ImmutableArray<string> InstanceIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new Lookup(world, context.Scope, faults);
        var group = lookup.OnlyGroup(GroupIds, "SecurityGroupIds");
        var instances = lookup.Instances(InstanceIds, "InstanceIds");
        if (group is null || faults.Any)
            return faults.Refuse<Nothing>();

        var edit = new BindingEdit(world, context, faults);
        foreach (var instance in instances.Where(instance => !instance.InterfaceIds.IsEmpty))
        {
            var primary = world.Interfaces[instance.InterfaceIds[0]];
            var left = primary.SecurityGroupIds.Remove(group.Id);
            if (left.IsEmpty && !primary.SecurityGroupIds.IsEmpty)
                faults.Add(RefusalKind.LastGroup, "InstanceIds", $"{group.Id} is the only security group of {instance.Id}; an instance keeps at least one.");
            else
                edit.Bind(primary, left);
        }

        return edit.Commit();
    }
}
