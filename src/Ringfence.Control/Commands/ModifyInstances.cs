using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>CVM ModifyInstancesAttribute: the full ordered list of groups, or the name; exactly one of them (reference C.6). An instance keeps at least one group.</summary>
public sealed record ModifyInstances(ImmutableArray<string> InstanceIds, string? Name, ImmutableArray<string>? GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new Lookup(world, context.Scope, faults);
        if (Name is not null && GroupIds is not null)
            faults.Add(RefusalKind.Coexist, "", "InstanceName and SecurityGroups cannot be changed in one call.");
        if (Name is null && GroupIds is null)
            faults.Add(RefusalKind.Missing, "", "InstanceName or SecurityGroups is required.");
        if (Name is not null)
            TextRules.Check(Name, InterfaceText.MaximumInstanceName, "InstanceName", faults);
        if (GroupIds is { IsEmpty: true })
            faults.Add(RefusalKind.InvalidValue, "SecurityGroups", "an instance keeps at least one security group.");
        var groups = lookup.OrderedGroupIds(GroupIds ?? [], "SecurityGroups");
        var instances = lookup.Instances(InstanceIds, "InstanceIds");
        if (faults.Any)
            return faults.Refuse<Nothing>();
        return Name is null ? Bind(world, context, instances, groups, faults) : Rename(instances, Name);
    }

    private static Decision<Nothing> Bind(
        World world, CommandContext context, ImmutableArray<Instance> instances, ImmutableArray<string> groups, Faults faults)
    {
        var edit = new BindingEdit(world, context, faults);
        foreach (var instance in instances)
        {
            if (edit.Primary(instance) is { } primary)
                edit.Bind(primary, groups);
        }

        return edit.Commit();
    }

    private static Decision<Nothing> Rename(ImmutableArray<Instance> instances, string name) => Decision<Nothing>.Accept(default,
        [.. instances.Where(instance => instance.Name != name).Select(instance => new Change.PutInstance(instance with { Name = name }))]);
}
