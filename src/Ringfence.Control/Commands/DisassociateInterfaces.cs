using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// VPC DisassociateNetworkInterfaceSecurityGroups (doc 215/36089, reference C.3). All groups of a secondary interface may go: then it gets nothing and sends nothing
/// (H-29). The groups of a primary interface are its instance's and go through it.
/// </summary>
public sealed record DisassociateInterfaces(ImmutableArray<string> InterfaceIds, ImmutableArray<string> GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new Lookup(world, context.Scope, faults);
        var interfaces = lookup.SecondaryInterfaces(InterfaceIds, "NetworkInterfaceIds");
        var groups = lookup.GroupIds(GroupIds, "SecurityGroupIds");
        if (faults.Any)
            return faults.Refuse<Nothing>();

        var edit = new BindingEdit(world, context, faults);
        foreach (var item in interfaces)
            edit.Bind(item, [.. item.SecurityGroupIds.Except(groups)]);
        return edit.Commit();
    }
}
