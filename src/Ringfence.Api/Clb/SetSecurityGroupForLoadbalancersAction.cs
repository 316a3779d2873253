using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Clb;

/// <summary>Binds one group to load balancers, behind their others, or takes it from them (reference C.7).</summary>
internal sealed class SetSecurityGroupForLoadbalancersAction(ActionServices services)
    : ProductAction(Product.Clb, "SetSecurityGroupForLoadbalancers", services)
{
    private const string Add = "ADD";
    private const string Delete = "DEL";

    /// <inheritdoc/>
    protected override bool IsTask => true;

    /// <inheritdoc/>
    public override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroup", IdKind.SecurityGroup, Product);
        string operation = parameters.RequiredString("OperationType");
        if (parameters.Raw("OperationType") is not null && operation is not (Add or Delete))
            parameters.Fault("InvalidParameterValue", $"`OperationType` is {ParameterReaderExtensions.Quote(operation)}; it can be {Add} or {Delete}.");
        var ids = parameters.RequiredIds("LoadBalancerIds", IdKind.LoadBalancer, Product);
        if (!parameters.TryFinish(out var error))
            return ValueTask.FromResult(ActionResult.Fail(error));
        ICommand<Nothing> command = operation == Add
            ? new AssociateInstances([groupId], ids) { Names = LoadBalancerParameters.ManyToOne }
            : new DisassociateInstances([groupId], ids) { Names = LoadBalancerParameters.ManyToOne };
        return CommitAsync(command, context, static _ => EmptyResponse.Instance, cancellationToken);
    }
}
