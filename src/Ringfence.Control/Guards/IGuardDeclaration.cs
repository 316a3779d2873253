using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>
/// A command that declares guards or changes them. Holding a guard against a whole world may take seconds, during which the writer could serve nobody: the caller does it beforehand, on the world that it sees, and
/// the writer looks only at what has changed since. A command that was not prepared is decided alike, at the full cost.
/// </summary>
public interface IGuardDeclaration : ICommand<ImmutableArray<DeclaredGuard>>
{
    /// <summary>The same command with its guards held against a world. One that will be refused whatever they hold is returned as it is.</summary>
    /// <exception cref="OperationCanceledException">It is not asked for any more.</exception>
    IGuardDeclaration Prepare(World world, CommandContext context, CancellationToken cancellationToken);
}
