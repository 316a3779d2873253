using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// VPC ModifyNetworkInterfaceAttribute: name, description, the full ordered list of groups (reference C.3); null leaves as is. On a primary interface the instance's groups
/// change with it (H-28), and a virtual machine keeps at least one; a secondary interface may be left without any.
/// </summary>
public sealed record ModifyInterface(string InterfaceId, string? Name, string? Description, ImmutableArray<string>? GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new Lookup(world, context.Scope, faults);
        var item = lookup.Interface(InterfaceId, "NetworkInterfaceId");
        if (Name is not null)
            TextRules.Check(Name, InterfaceText.MaximumName, "NetworkInterfaceName", faults);
        if (Description is not null)
            TextRules.Check(Description, InterfaceText.MaximumDescription, "NetworkInterfaceDescription", faults);
        ImmutableArray<string>? groups = GroupIds is { } given ? lookup.OrderedGroupIds(given, "SecurityGroupIds") : null;
        if (item is { IsPrimary: true } && GroupIds is { IsEmpty: true } && world.Instances[item.InstanceId].Type.KeepsOneGroup)
            faults.Add(RefusalKind.InvalidValue, "SecurityGroupIds", $"{item.Id} is the primary interface of {item.InstanceId}, which keeps at least one security group.");
        if (item is null || faults.Any)
            return faults.Refuse<Nothing>();

        var edit = new BindingEdit(world, context, faults);
        edit.Put(item, item with
        {
            Name = Name ?? item.Name,
            Description = Description ?? item.Description,
            SecurityGroupIds = groups ?? item.SecurityGroupIds,
        });
        return edit.Commit();
    }
}
