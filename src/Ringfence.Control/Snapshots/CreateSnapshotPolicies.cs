using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Makes snapshot policies, all of them or none (reference C.5).</summary>
public sealed record CreateSnapshotPolicies(ImmutableArray<SnapshotPolicySpec> Policies, ImmutableArray<Tag> Tags) : ICommand<ImmutableArray<SnapshotPolicy>>
{
    private const string Parameter = "SnapshotPolicies";

    /// <inheritdoc/>
    public Decision<ImmutableArray<SnapshotPolicy>> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        TagRules.Check(Tags, "Tags", faults);
        int present = world.SnapshotPolicies.Values.Count(policy => policy.Scope == context.Scope);
        if (present + Policies.Length > context.Quotas.SnapshotPolicies)
            faults.Add(RefusalKind.SnapshotPolicyQuota, Parameter, $"at most {context.Quotas.SnapshotPolicies} snapshot policies are allowed in a region.");
        var ids = new FreshIds(world, context.Ids);
        ImmutableArray<SnapshotPolicy> made = [.. Policies.Select((spec, i) => Make(spec, $"{Parameter}.{i}", ids, context, faults))];
        return faults.Any
            ? faults.Refuse<ImmutableArray<SnapshotPolicy>>()
            : Decision<ImmutableArray<SnapshotPolicy>>.Accept(made, [.. made.Select(policy => new Change.PutSnapshotPolicy(policy))]);
    }

    private SnapshotPolicy Make(SnapshotPolicySpec spec, string path, FreshIds ids, CommandContext context, Faults faults)
    {
        var trigger = SnapshotPolicyReader.Trigger(spec.BackupType, path, faults);
        var times = SnapshotPolicyReader.Times(spec.BackupPolicies ?? [], path, faults);
        if (spec.BackupPolicies is null or { IsEmpty: true })
            SnapshotPolicyReader.CheckTimes(trigger, times, path, faults);
        return new SnapshotPolicy
        {
            Id = ids.Next(Identifier.SnapshotPolicy),
            Scope = context.Scope,
            Name = SnapshotPolicyReader.Name(spec, path, faults),
            Trigger = trigger,
            KeepDays = SnapshotPolicyReader.KeepDays(spec.KeepTime, path, faults),
            Storage = new SnapshotStorage(spec.CreateNewCos ?? false, spec.CosRegion ?? "", spec.CosBucket ?? ""),
            Times = times,
            IsEnabled = spec.Enable ?? true,
            CreatedAt = context.Now,
            TakenThrough = context.Now,
            Attachments = [],
            Tags = Tags,
        };
    }
}
