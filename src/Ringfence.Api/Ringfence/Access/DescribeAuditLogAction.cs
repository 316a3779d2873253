using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Audit;

namespace Ringfence.Api.Ringfence.Access;

/// <summary>The audit log of the caller's account, newest first.</summary>
internal sealed class DescribeAuditLogAction(ActionServices services) : ProductAction(Product.Ringfence, "DescribeAuditLog", services)
{
    /// <summary>It tells what others do.</summary>
    public override ActionAccess Access => ActionAccess.Administer;

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var query = Read(parameters, context.Scope.Account);
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);
        var page = await Services.Audit.FindAsync(query, cancellationToken);
        return ActionResult.Ok(new DescribeAuditLogResponse([.. page.Records.Select(ToWire)], page.TotalCount));
    }

    private AuditQuery Read(ParameterReader parameters, string account)
    {
        var paging = Paging.Read(parameters);
        return new AuditQuery(account)
        {
            From = parameters.Time("StartTime", Services.Clock),
            Before = parameters.Time("EndTime", Services.Clock),
            SecretIds = parameters.Alternatives("SecretIds"),
            Actions = parameters.Alternatives("Actions"),
            Codes = parameters.Alternatives("Codes"),
            RemoteAddresses = parameters.Alternatives("SourceAddresses"),
            RequestIds = parameters.Alternatives("RequestIds"),
            Refused = parameters.Boolean("Refused"),
            Offset = paging.Offset,
            Limit = paging.Limit,
        };
    }

    private static AuditEntry ToWire(AuditRecord record) => new()
    {
        Time = WireClock.IsoMilliseconds(record.At),
        SecretId = record.SecretId,
        Region = record.Region,
        SourceAddress = record.RemoteAddress,
        RequestId = record.RequestId,
        Action = record.Action,
        Code = record.Code,
        Message = record.Note,
    };
}
