using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Common;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Cdb;

/// <summary>Binds or unbinds one group at many databases (reference C.8).</summary>
internal abstract class GroupOfDatabasesAction(string name, ActionServices services) : ProductAction(Product.Cdb, name, services)
{
    /// <summary>How these requests call their parameters.</summary>
    protected static BindingNames Names { get; } = new("SecurityGroupId", "InstanceIds");

    /// <inheritdoc/>
    public sealed override ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        string groupId = parameters.RequiredId("SecurityGroupId", IdKind.SecurityGroup, Product);
        var instanceIds = parameters.RequiredIds("InstanceIds", IdKind.Database, Product);
        DatabaseParameters.RefuseReadOnlyGroups(parameters);
        return parameters.TryFinish(out var error)
            ? CommitAsync(Command(groupId, instanceIds), context, RefusalCodes.CdbAssociate, static _ => EmptyResponse.Instance, cancellationToken)
            : ValueTask.FromResult(ActionResult.Fail(error));
    }

    /// <summary>The change that is meant.</summary>
    protected abstract ICommand<Nothing> Command(string groupId, ImmutableArray<string> instanceIds);
}
