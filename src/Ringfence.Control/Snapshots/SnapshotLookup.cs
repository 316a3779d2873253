using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Finds snapshot policies and groups to attach; what is malformed or not there becomes a fault.</summary>
internal sealed class SnapshotLookup(World world, CommandContext context, Faults faults)
{
    private const string GroupType = "securitygroup";
    private const int MaximumInstances = 100;

    public SnapshotPolicy? Policy(string text, string parameter)
    {
        string id = text.Trim();
        if (!Identifier.IsWellFormed(id, Identifier.SnapshotPolicy))
            faults.Add(RefusalKind.Malformed, parameter, $"{Faults.Show(text)} is not the id of a snapshot policy.");
        else if (world.TryGetSnapshotPolicy(context.Scope, id, out var policy))
            return policy;
        else
            faults.Add(RefusalKind.ResourceNotFound, parameter, $"the snapshot policy {Faults.Show(id)} does not exist.");
        return null;
    }

    /// <summary>The policies of a list, each once.</summary>
    public ImmutableArray<SnapshotPolicy> Policies(ImmutableArray<string> ids, string parameter) =>
        [.. ids.Select((id, i) => Policy(id, $"{parameter}.{i}")).OfType<SnapshotPolicy>().DistinctBy(policy => policy.Id)];

    /// <summary>The groups of a list: of one region, each once.</summary>
    public ImmutableArray<SecurityGroup> Groups(ImmutableArray<SnapshotInstanceSpec> specs, string parameter)
    {
        if (specs.IsEmpty)
            faults.Add(RefusalKind.Missing, parameter, "at least one instance is required.");
        if (specs.Length > MaximumInstances)
        {
            faults.Add(RefusalKind.TooMany, parameter, $"at most {MaximumInstances} instances are allowed, not {specs.Length}.");
            return [];
        }

        if (specs.Select(Region).Distinct().Count() > 1)
            faults.Add(RefusalKind.SnapshotRegionsDiffer, parameter, "all instances of a request must be of one region.");
        var groups = ImmutableArray.CreateBuilder<SecurityGroup>(specs.Length);
        for (int i = 0; i < specs.Length; i++)
        {
            string path = $"{parameter}.{i}";
            if (specs[i].InstanceType is not (null or "" or GroupType))
                faults.Add(RefusalKind.Malformed, $"{path}.InstanceType", $"{Faults.Show(specs[i].InstanceType!)} is not {GroupType}.");
            var lookup = new Lookup(world, context.Scope with { Region = Region(specs[i]) }, faults);
            if (lookup.Group(specs[i].InstanceId ?? "", $"{path}.InstanceId") is not { } group)
                continue;
            if (groups.Any(other => other.Id == group.Id))
                faults.Add(RefusalKind.Duplicate, $"{path}.InstanceId", $"{group.Id} is named twice.");
            groups.Add(group);
        }

        return groups.DrainToImmutable();
    }

    private string Region(SnapshotInstanceSpec spec) => string.IsNullOrEmpty(spec.InstanceRegion) ? context.Scope.Region : spec.InstanceRegion;
}
