using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Inserts rules in one direction (doc 215/15807, reference A.10).</summary>
public sealed record CreateSecurityGroupPolicies(string GroupId, RuleSetSpec Policies) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
