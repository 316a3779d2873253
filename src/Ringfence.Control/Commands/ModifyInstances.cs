using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// The full ordered list of groups, or the name, of instances; exactly one of them (reference C.6 to C.8). A virtual machine keeps at least one group.
/// </summary>
public sealed record ModifyInstances(ImmutableArray<string> InstanceIds, string? Name, ImmutableArray<string>? GroupIds) : ICommand<Nothing>
{
    /// <summary>How the request calls its parameters.</summary>
    public BindingNames Names { get; init; } = new("SecurityGroups", "InstanceIds");

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
        var groups = lookup.OrderedGroupIds(GroupIds ?? [], Names.Groups);
        var instances = lookup.Instances(InstanceIds, Names.Instances);
        if (GroupIds is { IsEmpty: true } && instances.FirstOrDefault(instance => instance.Type.KeepsOneGroup) is { } needy)
            faults.Add(RefusalKind.InvalidValue, Names.Groups, $"{needy.Id} keeps at least one security group.");
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
