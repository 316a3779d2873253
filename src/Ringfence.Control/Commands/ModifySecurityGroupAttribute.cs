using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Renames or re-describes a group; null leaves as is, an empty description clears it.</summary>
public sealed record ModifySecurityGroupAttribute(string GroupId, string? Name, string? Description) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var group = new Lookup(world, context.Scope, faults).Group(GroupId, "SecurityGroupId");
        if (Name is not null)
            GroupText.CheckName(Name, faults);
        if (Description is not null)
            GroupText.CheckDescription(Description, faults);
        if (group is null || faults.Any)
            return faults.Refuse<Nothing>();

        var changed = group with { Name = Name ?? group.Name, Description = Description ?? group.Description };
        return changed == group
            ? Decision<Nothing>.Accept(default)
            : Decision<Nothing>.Accept(default, new Change.PutGroup(changed with { UpdatedAt = context.Now }));
    }
}
