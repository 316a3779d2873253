using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Overwrites or moves rules of one direction (doc 215/55997, reference A.14).</summary>
public sealed record ReplaceSecurityGroupPolicies(string GroupId, RuleSetSpec Policies, RuleSetSpec? Original, string? UpdateType) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
