using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>The changes of a revision as one JSON text: an array of <c>{"kind", "id", "body"}</c>; a deletion has no body.</summary>
public static class RevisionCodec
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The changes, already in their stored form, as UTF-8.</summary>
    public static ReadOnlyMemory<byte> Encode(ReadOnlySpan<StoredDocument> changes)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Options))
        {
            writer.WriteStartArray();
            foreach (var change in changes)
            {
                writer.WriteStartObject();
                writer.WriteString("kind"u8, change.Kind);
                writer.WriteString("id"u8, change.Id);
                if (change.Body is { } body)
                {
                    writer.WritePropertyName("body"u8);
                    writer.WriteRawValue(body.Span, skipInputValidation: true);
                }

                writer.WriteEndObject();
            }

            writer.WriteEndArray();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>The changes that a text stands for.</summary>
    /// <param name="text">What <see cref="Encode"/> made.</param>
    /// <param name="limit">The first so many changes are enough; the rest is not read.</param>
    /// <exception cref="InvalidDataException">It cannot be read.</exception>
    public static ImmutableArray<Change> Decode(ReadOnlyMemory<byte> text, int limit = int.MaxValue)
    {
        try
        {
            var changes = ImmutableArray.CreateBuilder<Change>();
            var reader = new Utf8JsonReader(text.Span);
            Expect(reader.Read() && reader.TokenType == JsonTokenType.StartArray);
            while (changes.Count < limit && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
                changes.Add(DocumentCodec.Decode(ReadChange(ref reader, text)));
            Expect(changes.Count == limit || reader.TokenType == JsonTokenType.EndArray);
            return changes.DrainToImmutable();
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"The changes of a stored revision cannot be read: {exception.Message}", exception);
        }
    }

    private static StoredDocument ReadChange(ref Utf8JsonReader reader, ReadOnlyMemory<byte> text)
    {
        string? kind = null, id = null;
        ReadOnlyMemory<byte>? body = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string? name = reader.GetString();
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            if (name == "kind")
                kind = reader.GetString();
            else if (name == "id")
                id = reader.GetString();
            reader.Skip();
            if (name == "body")
                body = text[start..(int)reader.BytesConsumed];
        }

        Expect(kind is not null && id is not null);
        return new StoredDocument(kind!, id!, body);
    }

    private static void Expect(bool holds)
    {
        if (!holds)
            throw new InvalidDataException("The changes of a stored revision are not an array of changes.");
    }
}
