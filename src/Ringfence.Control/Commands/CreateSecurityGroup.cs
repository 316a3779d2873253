using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Makes a group, with rules when they are given (CreateSecurityGroup, CreateSecurityGroupWithPolicies: doc 215/15806, 215/36083).</summary>
public sealed record CreateSecurityGroup(string Name, string Description, string? ProjectId, ImmutableArray<Tag> Tags, RuleSetSpec? Policies) : ICommand<SecurityGroup>
{
    /// <inheritdoc/>
    public Decision<SecurityGroup> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
