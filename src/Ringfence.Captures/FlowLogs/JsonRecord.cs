using System.Text.Json;

namespace Ringfence.Captures.FlowLogs;

/// <summary>A record as a JSON object on a line of its own.</summary>
internal static class JsonRecord
{
    /// <summary>Takes its fields. Nested objects and lists are stepped over.</summary>
    /// <exception cref="JsonException">It is no JSON object.</exception>
    public static void Read(ReadOnlySpan<byte> line, ref FlowLogRecord record)
    {
        var reader = new Utf8JsonReader(line);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("It is no JSON object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FlowLogFields.Of(reader.ValueSpan);
            reader.Read();
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                reader.Skip();
            else if (field != FlowLogField.Other && reader.TokenType is JsonTokenType.String or JsonTokenType.Number)
                record.Take(field, reader.ValueSpan);
        }

        if (reader.TokenType != JsonTokenType.EndObject || reader.BytesConsumed != line.Length)
            throw new JsonException("It is no JSON object.");
    }
}
