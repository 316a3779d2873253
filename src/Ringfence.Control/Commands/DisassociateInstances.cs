using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Takes one group from instances (reference C.6 to C.8); from a virtual machine never the last one (A.20). An instance that is not bound to it stays as it is.
/// </summary>
public sealed record DisassociateInstances(ImmutableArray<string> GroupIds, ImmutableArray<string> InstanceIds) : ICommand<Nothing>
{
    /// <summary>How the request calls its parameters.</summary>
    public BindingNames Names { get; init; } = BindingNames.Cvm;

    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new Lookup(world, context.Scope, faults);
        var group = lookup.OnlyGroup(GroupIds, Names.Groups);
        var instances = lookup.Instances(InstanceIds, Names.Instances);
        if (group is null || faults.Any)
            return faults.Refuse<Nothing>();

        var edit = new BindingEdit(world, context, faults);
        foreach (var instance in instances.Where(instance => !instance.InterfaceIds.IsEmpty))
        {
            var primary = world.Interfaces[instance.InterfaceIds[0]];
            var left = primary.SecurityGroupIds.Remove(group.Id);
            if (left.IsEmpty && !primary.SecurityGroupIds.IsEmpty && instance.Type.KeepsOneGroup)
                faults.Add(RefusalKind.LastGroup, Names.Instances, $"{group.Id} is the only security group of {instance.Id}; an instance keeps at least one.");
            else
                edit.Bind(primary, left);
        }

        return edit.Commit();
    }
}
