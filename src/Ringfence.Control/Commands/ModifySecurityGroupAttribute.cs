using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Renames or re-describes a group; null leaves as is.</summary>
public sealed record ModifySecurityGroupAttribute(string GroupId, string? Name, string? Description) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
