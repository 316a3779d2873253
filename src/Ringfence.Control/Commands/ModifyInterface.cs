using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>VPC ModifyNetworkInterfaceAttribute: name, description, the full ordered list of groups (reference C.3). On a primary interface the instance's groups change with it (H-28).</summary>
public sealed record ModifyInterface(string InterfaceId, string? Name, string? Description, ImmutableArray<string>? GroupIds) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context) => throw new NotImplementedException();
}
