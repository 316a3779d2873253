using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Collects new bindings of interfaces, checks the quotas over all of them, and puts what changed.</summary>
internal sealed class BindingEdit(World world, CommandContext context, Faults faults)
{
    private readonly MembershipQuota _quota = new(world, context.Quotas, faults);
    private readonly ImmutableArray<Change>.Builder _changes = ImmutableArray.CreateBuilder<Change>();

    /// <summary>The interface that holds an instance's groups; a fault when the instance has none.</summary>
    public NetworkInterface? Primary(Instance instance)
    {
        if (!instance.InterfaceIds.IsEmpty)
            return world.Interfaces[instance.InterfaceIds[0]];
        faults.Add(RefusalKind.InvalidValue, "", $"{instance.Id} has no network interface that a security group could be bound to.");
        return null;
    }

    /// <summary>Gives an interface a list of groups; nothing happens when it has that list.</summary>
    public void Bind(NetworkInterface item, ImmutableArray<string> groupIds) => Put(item, item with { SecurityGroupIds = groupIds });

    /// <summary>Puts an interface whose groups or texts may differ.</summary>
    public void Put(NetworkInterface before, NetworkInterface after)
    {
        if (before.SecurityGroupIds.SequenceEqual(after.SecurityGroupIds))
            after = after with { SecurityGroupIds = before.SecurityGroupIds };
        if (before == after)
            return;
        var type = world.Instances[before.InstanceId].Type;
        _quota.Note(before, type, after, type);
        _changes.Add(new Change.PutInterface(after));
    }

    /// <summary>Everything or nothing.</summary>
    public Decision<Nothing> Commit()
    {
        var changes = Changes();
        return faults.Any ? faults.Refuse<Nothing>() : Decision<Nothing>.Accept(default, changes);
    }

    /// <summary>What changed; a fault for every limit that it would exceed.</summary>
    public ImmutableArray<Change> Changes()
    {
        _quota.Check();
        return _changes.ToImmutable();
    }
}
