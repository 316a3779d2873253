using System.Collections.Immutable;
using Ringfence.Api.Access;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Guards;
using Ringfence.Control;
using Ringfence.Control.Guards;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>An action that changes guards: they bind everybody, so only admins may.</summary>
internal abstract class GuardChangeAction(string name, ActionServices services) : ProductAction(Product.Ringfence, name, services)
{
    /// <inheritdoc/>
    public override ActionAccess Access => ActionAccess.Administer;

    protected CreateGuardsResponse Shape(Outcome<ImmutableArray<DeclaredGuard>> outcome)
    {
        var world = World;
        return new CreateGuardsResponse([.. outcome.Value.Select(declared => GuardShape.ToWire(declared.Guard, declared.Violation, world))], outcome.Revision);
    }
}
