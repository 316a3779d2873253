using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Deletes snapshot policies with all that they kept; their groups stay (reference C.5).</summary>
public sealed record DeleteSnapshotPolicies(ImmutableArray<string> PolicyIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var policies = new SnapshotLookup(world, context, faults).Policies(PolicyIds, "SnapshotPolicyIds");
        return faults.Any
            ? faults.Refuse<Nothing>()
            : Decision<Nothing>.Accept(default,
            [
                .. policies.SelectMany(policy => world.SnapshotFilesByPolicy.GetValueOrDefault(policy.Id, []).Order(StringComparer.Ordinal)).Select(id => new Change.DeleteSnapshotFile(id)),
                .. policies.Select(policy => new Change.DeleteSnapshotPolicy(policy.Id)),
            ]);
    }
}
