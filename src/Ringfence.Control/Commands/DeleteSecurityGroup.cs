using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Deletes a group that is not the default group, not bound and not referenced by another group. A reference to itself does not count (reference A.5).</summary>
public sealed record DeleteSecurityGroup(string GroupId) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (new Lookup(world, context.Scope, faults).Group(GroupId, "SecurityGroupId") is not { } group)
            return faults.Refuse<Nothing>();
        if (group.IsDefault)
            faults.Add(RefusalKind.DefaultGroup, "SecurityGroupId", $"{group.Id} is the default group of its project and cannot be deleted.");
        if (world.InterfacesByGroup.TryGetValue(group.Id, out var bound))
            faults.Add(RefusalKind.GroupInUse, "SecurityGroupId", $"{group.Id} is bound to {bound.Count} network {(bound.Count == 1 ? "interface" : "interfaces")}.");
        if (world.ReferencesByGroup.TryGetValue(group.Id, out var references))
            faults.Add(RefusalKind.GroupInUse, "SecurityGroupId", $"{group.Id} is named in rules of {string.Join(", ", references.Order(StringComparer.Ordinal))}.");
        return faults.Any ? faults.Refuse<Nothing>() : Decision<Nothing>.Accept(default, new Change.DeleteGroup(group.Id));
    }
}
