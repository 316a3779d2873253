using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Changes name, times or retention of snapshot policies; what they take snapshots at is fixed (reference C.5). All of them or none.</summary>
public sealed record ModifySnapshotPolicies(ImmutableArray<SnapshotPolicyEdit> Edits) : ICommand<Nothing>
{
    private const string Parameter = "SnapshotPoliciesInfo";

    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var lookup = new SnapshotLookup(world, context, faults);
        var changed = new Dictionary<string, SnapshotPolicy>();
        for (int i = 0; i < Edits.Length; i++)
        {
            string path = $"{Parameter}.{i}";
            if (lookup.Policy(Edits[i].PolicyId, $"{path}.SnapshotPolicyId") is not { } policy)
                continue;
            if (!changed.TryAdd(policy.Id, Change(policy, Edits[i].Changes, path, context, faults)))
                faults.Add(RefusalKind.Malformed, $"{path}.SnapshotPolicyId", $"{policy.Id} is named twice.");
        }

        return faults.Any
            ? faults.Refuse<Nothing>()
            : Decision<Nothing>.Accept(default, [.. changed.Values.Where(policy => policy != world.SnapshotPolicies[policy.Id]).Select(policy => new Change.PutSnapshotPolicy(policy))]);
    }

    private static SnapshotPolicy Change(SnapshotPolicy policy, SnapshotPolicySpec spec, string path, CommandContext context, Faults faults)
    {
        if (!string.IsNullOrEmpty(spec.BackupType) && SnapshotPolicyReader.Trigger(spec.BackupType, path, faults) != policy.Trigger)
            faults.Add(RefusalKind.SnapshotTriggerFixed, $"{path}.BackupType", "it cannot be changed once the policy is made.");
        if (spec.Name is not null)
            policy = policy with { Name = SnapshotPolicyReader.Name(spec, path, faults) };
        if (spec.KeepTime is not null)
            policy = policy with { KeepDays = SnapshotPolicyReader.KeepDays(spec.KeepTime, path, faults) };
        if (spec.BackupPolicies is { IsEmpty: false } given && SnapshotPolicyReader.Times(given, path, faults) is var times && !times.SequenceEqual(policy.Times))
            policy = policy with { Times = times, TakenThrough = context.Now };
        return policy;
    }
}
