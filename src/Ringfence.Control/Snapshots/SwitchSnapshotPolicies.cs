using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Turns snapshot policies on or off. What was missed while one was off is not made up for (reference C.5).</summary>
public sealed record SwitchSnapshotPolicies(ImmutableArray<string> PolicyIds, bool Enable) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var policies = new SnapshotLookup(world, context, faults).Policies(PolicyIds, "SnapshotPolicyIds");
        return faults.Any
            ? faults.Refuse<Nothing>()
            : Decision<Nothing>.Accept(default,
                [.. policies.Where(policy => policy.IsEnabled != Enable).Select(policy => new Change.PutSnapshotPolicy(policy with { IsEnabled = Enable, TakenThrough = context.Now }))]);
    }
}
