using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Resets the rule lists; version "0" clears them (doc 215/15810, reference A.13).</summary>
public sealed record ModifySecurityGroupPolicies(string GroupId, RuleSetSpec Policies, bool SortPolicies) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
