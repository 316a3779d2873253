using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Appends one group to instances, as the lowest priority (CVM, doc 213/33265; CLB and CDB, reference C.6 to C.8). An instance that is bound already keeps its order.
/// </summary>
public sealed record AssociateInstances(ImmutableArray<string> GroupIds, ImmutableArray<string> InstanceIds) : ICommand<Nothing>
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
        foreach (var instance in instances)
        {
            if (edit.Primary(instance) is { } primary && !primary.SecurityGroupIds.Contains(group.Id))
                edit.Bind(primary, primary.SecurityGroupIds.Add(group.Id));
        }

        return edit.Commit();
    }
}
