using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Takes instances and their interfaces out of the inventory. One that is not there is refused, and with it the call.</summary>
public sealed record DeregisterInstances(ImmutableArray<string> InstanceIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var instances = new Lookup(world, context.Scope, faults).Instances(InstanceIds, "InstanceIds", int.MaxValue);
        if (faults.Any)
            return faults.Refuse<Nothing>();
        var changes = ImmutableArray.CreateBuilder<Change>();
        foreach (var instance in instances)
        {
            changes.AddRange(instance.InterfaceIds.Select(id => new Change.DeleteInterface(id)));
            changes.Add(new Change.DeleteInstance(instance.Id));
        }

        return Decision<Nothing>.Accept(default, changes.ToImmutable());
    }
}
