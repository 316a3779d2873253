using System.Collections.Immutable;
using Ringfence.Control.Registration;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Puts instances and their interfaces into the inventory, or updates what is given of those that are there (design, section 5). A list of interfaces is
/// the whole list: those that are not in it go; the first is the primary one. A new instance without groups gets its project's default group, which is made when it is missing.
/// </summary>
/// <param name="Instances">What to register.</param>
/// <param name="DefaultHost">The host of a new instance that names none.</param>
public sealed record RegisterInstances(ImmutableArray<InstanceSpec> Instances, string DefaultHost) : ICommand<ImmutableArray<Instance>>
{
    /// <inheritdoc/>
    public Decision<ImmutableArray<Instance>> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (Instances.IsEmpty)
            faults.Add(RefusalKind.Missing, "Instances", "at least one instance is required.");
        var lookup = new Lookup(world, context.Scope, faults);
        ImmutableArray<InstanceFields> fields = [.. Instances.Select((spec, i) => InstanceFields.Read(spec, $"Instances.{i}", lookup, faults))];
        var ids = new FreshIds(world, context.Ids);
        Reserve(fields, ids, faults);

        var defaults = new DefaultGroups(new NewGroups(world, context, new RuleIdSequence(world), ids, faults));
        var registration = new InstanceRegistration(world, context, DefaultHost, ids, defaults, faults);
        ImmutableArray<Registered> registered = [.. fields.Select(registration.Register).OfType<Registered>()];

        // Conflicts are looked for among instances that could be read; those that could not would only add false ones.
        if (!faults.Any)
        {
            RegistrationConflicts.Check(world, registered, faults);
            CheckQuota(world, context, registered, faults);
        }

        return faults.Any
            ? faults.Refuse<ImmutableArray<Instance>>()
            : Decision<ImmutableArray<Instance>>.Accept(
                [.. registered.Select(item => item.After)],
                [.. defaults.Changes(), .. registered.SelectMany(item => item.Changes())]);
    }

    /// <summary>Keeps the ids that the caller chose from being given to others; one that is used twice is a fault.</summary>
    private static void Reserve(ImmutableArray<InstanceFields> fields, FreshIds ids, Faults faults)
    {
        foreach (var instance in fields)
        {
            if (instance.Id is { } id && !ids.Reserve(id))
                faults.Add(RefusalKind.Duplicate, $"{instance.Path}.InstanceId", $"{Faults.Show(id)} is given twice.");
            foreach (var item in instance.Interfaces ?? [])
            {
                if (item.Id is { } interfaceId && !ids.Reserve(interfaceId))
                    faults.Add(RefusalKind.Duplicate, $"{item.Path}.NetworkInterfaceId", $"{Faults.Show(interfaceId)} is given twice.");
            }
        }
    }

    private static void CheckQuota(World world, CommandContext context, ImmutableArray<Registered> registered, Faults faults)
    {
        var quota = new MembershipQuota(world, context.Quotas, faults);
        foreach (var item in registered)
        {
            var before = item.InterfacesBefore.ToDictionary(one => one.Id);
            foreach (var after in item.InterfacesAfter)
            {
                before.Remove(after.Id, out var old);
                quota.Note(old, item.Before?.Type ?? item.After.Type, after, item.After.Type);
            }

            foreach (var gone in before.Values)
                quota.Note(gone, item.Before!.Type, null, item.After.Type);
        }

        quota.Check();
    }
}
