using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ringfence.Api.Actions;
using Ringfence.Api.Credentials;
using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Http;

/// <summary>An authenticated request, or why there is none.</summary>
internal readonly record struct ReceivedRequest(CommonParameters? Common, KeyPair? Pair, RequestContent Content, ApiError? Error)
{
    /// <summary>What a request that was not authenticated says it is.</summary>
    public Claim Claim { get; init; } = Claim.None;

    public static ReceivedRequest Refuse(ApiError error) => new(null, null, default, error);

    public static ReceivedRequest Refuse(string code, string message) => Refuse(new ApiError(code, message));
}

/// <summary>
/// Takes a request as far as its signature, in the order of reference E.9: protocol and size, common parameters, signature. The action's own parameters are not looked at:
/// nobody who cannot sign makes this server parse JSON.
/// </summary>
internal sealed class RequestReader(KeyRing keys, TimeProvider clock)
{
    public async ValueTask<ReceivedRequest> ReadAsync(HttpRequest request, PooledBuffer body, CancellationToken cancellationToken)
    {
        // Exactly these: methods are case-sensitive (RFC 9110, 9.1), and the signature covers this text.
        bool get = request.Method == HttpMethods.Get;
        if (!get && request.Method != HttpMethods.Post)
            return ReceivedRequest.Refuse(ErrorCodes.UnsupportedProtocol, $"The method {request.Method} is not supported; use GET or POST.");

        string query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "";
        if (get && query.Length > RequestLimits.Query)
            return TooLarge($"The query of a GET may have {RequestLimits.Query} bytes.");
        if (!Tc3Request.IsOne(request))
            return await ReadV1Async(request, query, body, cancellationToken);
        var received = await ReadTc3Async(request, query, body, cancellationToken);
        return received.Error is null ? received : received with { Claim = Claim.OfHeaders(request.Headers) };
    }

    private async ValueTask<ReceivedRequest> ReadTc3Async(HttpRequest request, string query, PooledBuffer body, CancellationToken cancellationToken)
    {
        // A size that is declared is part of the protocol, before anything else.
        bool get = request.Method == HttpMethods.Get;
        if (!get && request.ContentLength > RequestLimits.Body)
            return TooLarge($"The body of a request may have {RequestLimits.Body} bytes.");
        if (Tc3Request.Read(request.Headers, keys, clock, out var error) is not { } tc3)
            return ReceivedRequest.Refuse(error!);

        // A GET has no body that counts: some clients attach an empty one for its Content-Type (reference E.10, 5).
        if (!get && !await BodyReader.TryReadAsync(request, body, RequestLimits.Body, cancellationToken))
            return TooLarge($"The body of a request may have {RequestLimits.Body} bytes.");
        var authenticated = tc3.Authenticate(request.Method, query, body.Written.Span);
        if (authenticated.Error is not null)
            return ReceivedRequest.Refuse(authenticated.Error);

        var content = get ? RequestContent.OfForm(query) : RequestContent.OfBody(request.ContentType, body.Written);
        return new(tc3.Common, authenticated.Pair, content, null);
    }

    private async ValueTask<ReceivedRequest> ReadV1Async(HttpRequest request, string query, PooledBuffer body, CancellationToken cancellationToken)
    {
        string form = query;
        if (request.Method == HttpMethods.Post)
        {
            if (!RequestContent.IsForm(request.ContentType))
                return ReceivedRequest.Refuse(ErrorCodes.MissingParameter, "The request is missing the required header `Authorization`.");
            if (!await BodyReader.TryReadAsync(request, body, RequestLimits.FormBody, cancellationToken))
                return TooLarge($"The body of a request with this signature may have {RequestLimits.FormBody} bytes.");
            form = System.Text.Encoding.UTF8.GetString(body.Written.Span);
        }

        if (!FormText.TryParse(form, out var parameters, out string repeated))
            return ReceivedRequest.Refuse(RequestContent.Repeated(repeated));
        string? host = request.Headers[HeaderNames.Host];
        var authenticated = V1Request.Authenticate(request.Method, host, parameters, keys, clock, out var common);
        return authenticated.Error is not null
            ? ReceivedRequest.Refuse(authenticated.Error) with { Claim = Claim.OfParameters(parameters) }
            : new(common, authenticated.Pair, RequestContent.OfParameters(parameters), null);
    }

    private static ReceivedRequest TooLarge(string message) => ReceivedRequest.Refuse(ErrorCodes.RequestSizeLimitExceeded, message);
}
