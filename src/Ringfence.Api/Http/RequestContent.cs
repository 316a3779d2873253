using System.Text;
using Microsoft.Net.Http.Headers;
using Ringfence.Api.Actions;
using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Http;

/// <summary>The part of a request that holds the action's own parameters, not parsed yet, in one of the encodings of reference E.6.</summary>
internal readonly struct RequestContent
{
    private const string Json = "application/json";
    private const string Form = "application/x-www-form-urlencoded";
    private const string Multipart = "multipart/form-data";

    private readonly string? _contentType;
    private readonly ReadOnlyMemory<byte> _body;
    private readonly string? _form;
    private readonly List<KeyValuePair<string, string>>? _parameters;

    private RequestContent(string? contentType, ReadOnlyMemory<byte> body, string? form, List<KeyValuePair<string, string>>? parameters)
    {
        _contentType = contentType;
        _body = body;
        _form = form;
        _parameters = parameters;
    }

    public static RequestContent OfBody(string? contentType, ReadOnlyMemory<byte> body) => new(contentType, body, null, null);

    public static RequestContent OfForm(string text) => new(null, default, text, null);

    public static RequestContent OfParameters(List<KeyValuePair<string, string>> parameters) => new(null, default, null, parameters);

    public static bool IsForm(string? contentType) => Is(contentType, Form);

    public static ApiError Repeated(string name) => new(ErrorCodes.InvalidParameter, $"The parameter `{name}` is there more than once.");

    /// <summary>Parses. What it returns may read from the body, which must outlive it.</summary>
    public ValueTask<ParsedParameters> ParseAsync(CancellationToken cancellationToken)
    {
        if (_parameters is not null)
            return new(FlattenedParameters.Build(_parameters));
        if (_form is not null)
            return new(ParseForm(_form));
        if (Is(_contentType, Json))
            return new(JsonParameters.Parse(_body));
        if (Is(_contentType, Form))
            return new(ParseForm(Encoding.UTF8.GetString(_body.Span)));
        if (Is(_contentType, Multipart))
        {
            return MediaTypeHeaderValue.TryParse(_contentType, out var mediaType)
                ? MultipartParameters.ParseAsync(mediaType, _body, cancellationToken)
                : new(ParsedParameters.Refuse(ErrorCodes.InvalidRequest, "The Content-Type has no boundary that can be read."));
        }

        return new(ParsedParameters.Invalid($"The Content-Type must be `{Json}`, `{Form}` or `{Multipart}`."));
    }

    private static ParsedParameters ParseForm(string text)
    {
        if (FormText.TryParse(text, out var parameters, out string repeated))
            return FlattenedParameters.Build(parameters);
        var error = Repeated(repeated);
        return ParsedParameters.Refuse(error.Code, error.Message);
    }

    /// <summary>Compares the media type without its parameters.</summary>
    private static bool Is(string? contentType, string mediaType)
    {
        var given = contentType.AsSpan();
        int end = given.IndexOf(';');
        return (end < 0 ? given : given[..end]).Trim().Equals(mediaType, StringComparison.OrdinalIgnoreCase);
    }
}
