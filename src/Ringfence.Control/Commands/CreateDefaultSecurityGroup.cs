using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Gets the default group of a project, or makes it (reference A.4).</summary>
public sealed record CreateDefaultSecurityGroup(string? ProjectId) : ICommand<SecurityGroup>
{
    /// <inheritdoc/>
    public Decision<SecurityGroup> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
