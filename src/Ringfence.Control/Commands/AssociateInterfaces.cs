using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// VPC AssociateNetworkInterfaceSecurityGroups: appends groups to secondary interfaces, in the order of the request (doc 215/43132, reference C.3). What is bound already keeps
/// its place.
/// </summary>
public sealed record AssociateInterfaces(ImmutableArray<string> InterfaceIds, ImmutableArray<string> GroupIds) : ICommand<Nothing>
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
            edit.Bind(item, [.. item.SecurityGroupIds.Union(groups)]);
        return edit.Commit();
    }
}
