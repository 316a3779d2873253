using System.Globalization;
using System.Net;
using Ringfence.Api.Actions;
using Ringfence.Contracts.Errors;
using Ringfence.Control.Audit;

namespace Ringfence.Api.Access;

/// <summary>What of the requests goes into the audit log: every change and every refused one, every action that a role does not allow, and failed authentications.</summary>
public sealed class RequestAudit(IAuditLog log, string ownAccount, TimeProvider clock)
{
    private readonly FailureBudget _failures = new(clock);

    /// <summary>An authenticated request has been answered.</summary>
    internal ValueTask AnsweredAsync(IApiAction action, RequestContext request, in ActionResult result)
    {
        if (action.Access == ActionAccess.Read && result.Error?.Code != ErrorCodes.UnauthorizedOperation)
            return ValueTask.CompletedTask;
        var origin = request.Origin;
        return log.RecordAsync(new AuditRecord(
            clock.GetUtcNow(), request.Scope.Account, request.Scope.Region, origin.SecretId, origin.RemoteAddress, request.RequestId, action.Name,
            result.Error?.Code ?? "", result.Error?.Message ?? string.Join(' ', new[] { result.Note, result.Overridden }.OfType<string>())));
    }

    /// <summary>A request could not be authenticated. It is nobody's, so it is in the log of this server's own account.</summary>
    internal ValueTask NotAuthenticatedAsync(Http.Claim claim, IPAddress? address, string requestId, ApiError error)
    {
        if (!_failures.TryTake(address, out long passedOver))
            return ValueTask.CompletedTask;
        string note = passedOver == 0 ? error.Message : string.Create(CultureInfo.InvariantCulture, $"{passedOver} more were not recorded before this one. {error.Message}");
        return log.RecordAsync(new AuditRecord(
            clock.GetUtcNow(), ownAccount, "", claim.SecretId, address?.ToString() ?? "", requestId, claim.Action, error.Code, note));
    }
}
