using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.History;

/// <summary>The changes of the caller's account and region: who, when, from where, what; newest first.</summary>
internal sealed class DescribeRevisionsAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeRevisions", services)
{
    private const int DefaultLimit = 20;
    private const int MaxLimit = 100;
    private const int DefaultChanges = 20;
    private const int MaxChanges = 1000;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = Read(parameters, context.Scope);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var page = await Services.History.FindAsync(query, cancellationToken);
        return ActionResult.Ok(new DescribeRevisionsResponse([.. page.Revisions.Select(RevisionShape.ToWire)], page.TotalCount, World.Revision));
    }

    private RevisionQuery Read(ParameterReader parameters, Scope scope)
    {
        var paging = Paging.Read(parameters, DefaultLimit, MaxLimit);
        return new RevisionQuery(scope)
        {
            Number = parameters.Integer("Revision"),
            From = parameters.Time("StartTime", Services.Clock),
            Before = parameters.Time("EndTime", Services.Clock),
            SecretIds = parameters.Alternatives("SecretIds"),
            Actions = parameters.Alternatives("Actions"),
            DocumentIds = parameters.Alternatives("ResourceIds"),
            Offset = paging.Offset,
            Limit = paging.Limit,
            ChangeLimit = parameters.Number("ChangeLimit", 0, MaxChanges, DefaultChanges),
        };
    }
}
