using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Ringfence.Contracts.Errors;

namespace Ringfence.Api.Http;

/// <summary>Reads <c>multipart/form-data</c> (reference E.6): a part for each parameter, with its value as text, or as JSON when the part says so.</summary>
internal static class MultipartParameters
{
    private const int MaxParts = 1000;
    private const int MaxHeaderBytes = 4096;

    public static async ValueTask<ParsedParameters> ParseAsync(MediaTypeHeaderValue contentType, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        string boundary = HeaderUtilities.RemoveQuotes(contentType.Boundary).ToString();
        if (boundary.Length is 0 or > 70)
            return Malformed();
        using var stream = new MemoryStream(body.ToArray(), writable: false);
        var reader = new MultipartReader(boundary, stream) { HeadersLengthLimit = MaxHeaderBytes };
        var bytes = new System.Buffers.ArrayBufferWriter<byte>();
        try
        {
            await using var json = new Utf8JsonWriter(bytes);
            json.WriteStartObject();
            int parts = 0;
            while (await reader.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                if (++parts > MaxParts ||
                    !ContentDispositionHeaderValue.TryParse(part.ContentDisposition, out var disposition) ||
                    HeaderUtilities.RemoveQuotes(disposition.Name) is not { Length: > 0 } name)
                {
                    return Malformed();
                }

                json.WritePropertyName(name.AsSpan());
                using var content = new StreamReader(part.Body, Encoding.UTF8);
                string value = await content.ReadToEndAsync(cancellationToken);
                if (part.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) == true)
                    json.WriteRawValue(value);
                else
                    json.WriteStringValue(value);
            }

            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or JsonException or ArgumentException)
        {
            return Malformed();
        }

        return JsonParameters.Parse(bytes.WrittenMemory);
    }

    private static ParsedParameters Malformed() => ParsedParameters.Refuse(ErrorCodes.InvalidRequest, "The multipart/form-data request body is malformed.");
}
