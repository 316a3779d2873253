using System.Text.Json;

namespace Ringfence.Api.Http;

/// <summary>Reads a JSON body: an object, no name twice in any object, bounded depth, well-formed text. An empty body is an empty object.</summary>
internal static class JsonParameters
{
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = RequestLimits.Depth };

    /// <summary>Parses. The document reads from the body, which must outlive it.</summary>
    public static ParsedParameters Parse(ReadOnlyMemory<byte> body)
    {
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty)
            return ParsedParameters.Empty;
        if (!WellFormedText.Check(body.Span))
            return ParsedParameters.Invalid("The request body is not well-formed UTF-8 text.");

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Options);
        }
        catch (JsonException fault)
        {
            return ParsedParameters.Invalid($"The request body is not the JSON that is expected: {fault.Message}");
        }

        if (document.RootElement.ValueKind == JsonValueKind.Object)
            return ParsedParameters.Of(document);
        document.Dispose();
        return ParsedParameters.Invalid("The request body must be a JSON object.");
    }
}
