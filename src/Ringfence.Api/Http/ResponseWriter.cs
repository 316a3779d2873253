using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Http;

/// <summary>
/// Writes answers in the vendor's envelope (reference E.8): <c>{"Response":{…,"RequestId":"…"}}</c>, UTF-8, content type exactly <c>application/json</c>. An answer is
/// complete in memory before its first byte is sent, so that a fault in it can still become an error.
/// </summary>
public sealed class ResponseWriter
{
    private const string ContentType = "application/json";

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonSerializerOptions _options;

    /// <summary>Writes the records that these source-generated contexts know. Members that are null are left out.</summary>
    public ResponseWriter(params IEnumerable<IJsonTypeInfoResolver> contexts)
    {
        _options = new JsonSerializerOptions
        {
            TypeInfoResolver = JsonTypeInfoResolver.Combine([.. contexts]),
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        _options.MakeReadOnly();
    }

    /// <summary>Renders a result. Throws when no context knows the response's type or when it is no JSON object: those are bugs.</summary>
    internal void Render(PooledBuffer buffer, in ActionResult result, string requestId)
    {
        buffer.Write("{\"Response\":"u8);
        int start = buffer.Length;
        using (var json = new Utf8JsonWriter(buffer, WriterOptions))
        {
            if (result.Error is { } error)
                WriteError(json, error);
            else if (result.Response is { } response)
                JsonSerializer.Serialize(json, response, _options.GetTypeInfo(response.GetType()));
            else
                json.WriteRawValue("{}"u8);
        }

        // The request id joins the members: the closing brace goes and comes back behind it.
        var members = buffer.Written.Span[start..];
        if (members is not [(byte)'{', .., (byte)'}'])
            throw new InvalidOperationException($"{result.Response?.GetType().Name} is not a JSON object, so it is no response.");
        bool empty = members.Length == 2;
        buffer.Truncate(buffer.Length - 1);
        buffer.Write(empty ? "\"RequestId\":\""u8 : ",\"RequestId\":\""u8);
        buffer.Advance(Encoding.ASCII.GetBytes(requestId, buffer.GetSpan(requestId.Length)));
        buffer.Write("\"}}"u8);
    }

    /// <summary>Sends what was rendered. The status is 200 for errors too, as every client of the vendor expects.</summary>
    internal static async ValueTask SendAsync(HttpResponse response, PooledBuffer buffer, int status, CancellationToken cancellationToken)
    {
        response.StatusCode = status;
        response.ContentType = ContentType;
        response.ContentLength = buffer.Length;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
        if (!HttpMethods.IsHead(response.HttpContext.Request.Method))
            await response.Body.WriteAsync(buffer.Written, cancellationToken);
    }

    private static void WriteError(Utf8JsonWriter json, ApiError error)
    {
        json.WriteStartObject();
        json.WriteStartObject("Error"u8);
        json.WriteString("Code"u8, error.Code);
        json.WriteString("Message"u8, error.Message);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
