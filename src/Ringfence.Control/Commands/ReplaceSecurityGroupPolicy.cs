using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Overwrites one rule in place (doc 215/15811, reference A.14).</summary>
public sealed record ReplaceSecurityGroupPolicy(string GroupId, RuleSetSpec Policies, RuleSetSpec? Original) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
