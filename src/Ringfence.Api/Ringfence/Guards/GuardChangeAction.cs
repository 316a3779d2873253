using System.Collections.Immutable;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Guards;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Guards;
using Ringfence.Control.Writing;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>An action that changes guards: they bind everybody, so only admins may.</summary>
internal abstract class GuardChangeAction(string name, ActionServices services) : ProductAction(Product.Ringfence, name, services)
{
    /// <inheritdoc/>
    public override ActionAccess Access => ActionAccess.Administer;

    /// <summary>Declares guards, held against the world before they are queued: the writer is everybody's.</summary>
    protected ValueTask<ActionResult> DeclareAsync(IGuardDeclaration command, RequestContext context, CancellationToken cancellationToken)
    {
        var options = Services.Options;
        var prepared = command.Prepare(World, new CommandContext(context.Scope, options.TimeProvider.GetUtcNow(), new RandomIdSource(), options.QuotasOf(context.Scope.Account)), cancellationToken);
        return CommitAsync(prepared, context, Shape, cancellationToken);
    }

    private static CreateGuardsResponse Shape(Outcome<ImmutableArray<DeclaredGuard>> outcome) =>
        new([.. outcome.Value.Select(declared => GuardShape.ToWire(declared.Guard, declared.Violation, declared.World))], outcome.Revision);
}
