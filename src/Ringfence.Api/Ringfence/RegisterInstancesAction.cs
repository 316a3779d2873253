using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control;
using Ringfence.Control.Worlds;
using Commands = Ringfence.Control.Commands;

namespace Ringfence.Api.Ringfence;

/// <summary>Puts instances and their interfaces into the inventory; what is not given of one that is there stays (design, section 5).</summary>
internal sealed class RegisterInstancesAction(ActionServices services) : ProductAction(Product.Ringfence, "RegisterInstances", services)
{
    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var given = parameters.Objects("Instances", instance => InstanceSpecReader.Read(instance, context));
        if (given is { IsEmpty: true } || parameters.Raw("Instances") is null)
            parameters.Missing("Instances");
        var instances = given ?? [];
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        return CommitAsync(
            new Commands.RegisterInstances(instances, Services.Options.DefaultHost), context, Shape, cancellationToken);
    }

    private RegisterInstancesResponse Shape(Outcome<ImmutableArray<Instance>> outcome)
    {
        var world = World;
        return new RegisterInstancesResponse([.. outcome.Value.Select(instance => RegisteredShape.ToWire(instance, world))], outcome.Revision);
    }
}
