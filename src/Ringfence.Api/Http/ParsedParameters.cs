using System.Text.Json;
using Ringfence.Api.Actions;
using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Http;

/// <summary>An action's parameters as a JSON object, or why there are none. Owns the document.</summary>
internal sealed class ParsedParameters : IDisposable
{
    private static readonly JsonDocument Nothing = JsonDocument.Parse("{}");

    private readonly JsonDocument _document;

    private ParsedParameters(JsonDocument document, ApiError? error)
    {
        _document = document;
        Error = error;
    }

    /// <summary>No parameters.</summary>
    public static ParsedParameters Empty => new(Nothing, null);

    public JsonElement Root => _document.RootElement;

    public ApiError? Error { get; }

    public static ParsedParameters Of(JsonDocument document) => new(document, null);

    public static ParsedParameters Refuse(string code, string message) => new(Nothing, new ApiError(code, message));

    public static ParsedParameters Invalid(string message) => Refuse(ErrorCodes.InvalidParameter, message);

    public void Dispose()
    {
        if (!ReferenceEquals(_document, Nothing))
            _document.Dispose();
    }
}
