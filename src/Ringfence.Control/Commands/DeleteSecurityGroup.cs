using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Deletes a group that is not the default group, not bound and not referenced by another group.</summary>
public sealed record DeleteSecurityGroup(string GroupId) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
