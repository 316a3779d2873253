using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Deletes rules of one direction by index or by content (doc 215/15809, reference A.14).</summary>
public sealed record DeleteSecurityGroupPolicies(string GroupId, RuleSetSpec Policies) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
