using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ringfence.Api.Access;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Errors;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Http;

/// <summary>
/// The way of a request: read and authenticate, route, role, region, parameters, action, audit, answer (reference E.9). Every way out is an envelope with a request id; an exception is
/// logged whole and told as InternalError with the id alone.
/// </summary>
public sealed class ApiPipeline(ApiSettings settings, ActionRouter router, ResponseWriter writer, ILogger<ApiPipeline> logger)
{
    private const string TraceHeader = "X-TC-TraceId";
    private const int MaxTraceLength = 128;

    private readonly RequestReader _reader = new(settings.Keys, settings.Clock);
    private readonly RateLimiter _limiter = new(settings.RateLimits, settings.Clock);

    /// <summary>Answers one request.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        string requestId = Guid.NewGuid().ToString();
        try
        {
            using var answer = new PooledBuffer();
            await RenderAsync(context, answer, requestId);
            EchoTrace(context);
            int status = IsApiPath(context.Request.Path) ? StatusCodes.Status200OK : StatusCodes.Status404NotFound;
            await ResponseWriter.SendAsync(context.Response, answer, status, context.RequestAborted);
        }
        catch (Exception fault) when (HasLeft(fault, context))
        {
            // The client went away; there is nobody to tell. The web server, which may not know yet, must not look for the rest of an answer.
            ApiLog.ClientLeft(logger, requestId);
            context.Abort();
        }
    }

    private async ValueTask RenderAsync(HttpContext context, PooledBuffer answer, string requestId)
    {
        try
        {
            using var body = new PooledBuffer();
            var result = await AnswerAsync(context, body, requestId);
            writer.Render(answer, result, requestId);
        }
        catch (Exception fault) when (!IsTransport(fault, context))
        {
            ApiLog.Failed(logger, requestId, fault);
            answer.Truncate(0);
            writer.Render(answer, ActionResult.Fail(ErrorCodes.InternalError, "An internal error has occurred. The server's log has it under this RequestId."), requestId);
        }
    }

    private async ValueTask<ActionResult> AnswerAsync(HttpContext context, PooledBuffer body, string requestId)
    {
        if (!IsApiPath(context.Request.Path))
            return ActionResult.Fail(ErrorCodes.InvalidAction, "The API is at the path `/`.");

        var received = await _reader.ReadAsync(context.Request, body, context.RequestAborted);
        var address = context.Connection.RemoteIpAddress;
        if (received is not { Common: { } common, Pair: { } pair })
        {
            ApiLog.Refused(logger, requestId, received.Error!.Code, address);
            await settings.Audit.NotAuthenticatedAsync(received.Claim, address, requestId, received.Error);
            return ActionResult.Fail(received.Error);
        }

        if (!router.TryFind(common.Version, common.Action, out var action))
        {
            return router.KnowsVersion(common.Version)
                ? ActionResult.Fail(ErrorCodes.InvalidAction, $"The action `{common.Action}` does not exist in version {common.Version}.")
                : ActionResult.Fail(ErrorCodes.NoSuchVersion, $"The version `{common.Version}` does not exist.");
        }

        var region = settings.Regions.Resolve(common.Region);
        var origin = new Origin(pair.SecretId, address?.ToString() ?? "", requestId, action.Name);
        var request = new RequestContext(new Scope(pair.Account, region ?? ""), origin, requestId) { Limits = new CallLimits(_limiter, address) };
        try
        {
            var result = !(AccessRules.Permits(pair.Role, action.Access) || action.LooksOnDryRun) ? NotPermitted(pair, action)
                : region is null ? ActionResult.Fail(ErrorCodes.UnsupportedRegion, $"The region `{common.Region}` is not served here.")
                : request.Limits.Take(request.Scope, action) is { } tooMany ? ActionResult.Fail(tooMany)
                : await ExecuteAsync(action, received.Content, pair, request, context.RequestAborted);
            await settings.Audit.AnsweredAsync(action, request, result);
            return result;
        }
        catch (Exception fault) when (!IsTransport(fault, context))
        {
            await settings.Audit.AnsweredAsync(action, request, ActionResult.Fail(ErrorCodes.InternalError, ""));
            throw;
        }
    }

    private static async ValueTask<ActionResult> ExecuteAsync(IApiAction action, RequestContent content, KeyPair pair, RequestContext request, CancellationToken cancellationToken)
    {
        using var parameters = await content.ParseAsync(cancellationToken);
        if (parameters.Error is not null)
            return ActionResult.Fail(parameters.Error);
        var reader = new ParameterReader(parameters.Root);
        if (!AccessRules.Permits(pair.Role, action.Access) && reader.Boolean("DryRun") is not true)
            return NotPermitted(pair, action);
        if (ForceParameter.Read(reader))
        {
            if (action.Access != ActionAccess.Read && pair.Role != Role.Admin)
                return ActionResult.Fail(ErrorCodes.UnauthorizedOperation, $"The key pair {pair.SecretId} has the role {RoleText.Write(pair.Role)}, which does not allow `{ForceParameter.Name}`.");
            request = request with { Origin = request.Origin with { ForcesGuards = true } };
        }

        return await action.ExecuteAsync(reader, request, cancellationToken);
    }

    private static ActionResult NotPermitted(KeyPair pair, IApiAction action) => ActionResult.Fail(
        ErrorCodes.UnauthorizedOperation, $"The key pair {pair.SecretId} has the role {RoleText.Write(pair.Role)}, which does not allow `{action.Name}`.");

    /// <summary>"/" and "//"; the vendor has no other, and its .NET SDK posts to "/?".</summary>
    private static bool IsApiPath(PathString path) => path.Value is null or "" or "/" or "//";

    /// <summary>A fault of the connection or of HTTP itself: the web server's to answer.</summary>
    private static bool IsTransport(Exception fault, HttpContext context) =>
        fault is BadHttpRequestException || HasLeft(fault, context);

    /// <summary>The connection is gone. A reading that meets its reset may be told so before the request's token is.</summary>
    private static bool HasLeft(Exception fault, HttpContext context) =>
        fault is ConnectionResetException or ConnectionAbortedException || context.RequestAborted.IsCancellationRequested;

    private static void EchoTrace(HttpContext context)
    {
        string trace = context.Request.Headers[TraceHeader].ToString();
        if (trace.Length is > 0 and <= MaxTraceLength && !trace.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            context.Response.Headers[TraceHeader] = trace;
    }
}
