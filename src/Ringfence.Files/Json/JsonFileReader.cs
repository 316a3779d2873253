using System.Text;
using System.Text.Json;

namespace Ringfence.Files.Json;

/// <summary>Reads JSON (RFC 8259) into nodes that know where they stand. A text that is no JSON is one fault, at the place where it stops being some.</summary>
internal static class JsonFileReader
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = FileLimits.Depth };

    /// <summary>The document; null with a fault when there is none.</summary>
    public static FileNode? Read(string text, FileFaults faults)
    {
        // A byte order mark is no part of the text (RFC 8259, 8.1).
        byte[] bytes = Encoding.UTF8.GetBytes(text.StartsWith('\uFEFF') ? text[1..] : text);
        var places = new TextPlaces(bytes);
        var reader = new Utf8JsonReader(bytes, Options);
        try
        {
            reader.Read();
            var node = new Walk(places, faults).Value(ref reader);
            reader.Read();
            return node;
        }
        catch (JsonException fault)
        {
            faults.Add(new FilePosition((int)(fault.LineNumber ?? 0) + 1, Column(bytes, fault)), "", $"This is not JSON: {Plain(fault.Message)}");
        }
        catch (InvalidOperationException)
        {
            faults.Add(places.At(reader.TokenStartIndex), "", "This text has half of a surrogate pair.");
        }
        catch (TooManyNodesException)
        {
            faults.Add(places.At(reader.TokenStartIndex), "", $"A file may have {FileLimits.Nodes} values.");
        }

        return null;
    }

    private static int Column(byte[] bytes, JsonException fault)
    {
        int start = 0;
        for (long line = 0; line < fault.LineNumber; line++)
            start += bytes.AsSpan(start).IndexOf((byte)'\n') + 1;
        int length = (int)Math.Min(fault.BytePositionInLine ?? 0, bytes.Length - start);
        return Encoding.UTF8.GetCharCount(bytes, start, length) + 1;
    }

    /// <summary>The reader's message without its own way of telling the place.</summary>
    private static string Plain(string message) => message.IndexOf(" LineNumber:", StringComparison.Ordinal) is var end and >= 0 ? message[..end] : message;

    private sealed class Walk(TextPlaces places, FileFaults faults)
    {
        private int _nodes;

        public FileNode Value(ref Utf8JsonReader reader)
        {
            if (++_nodes > FileLimits.Nodes)
                throw new TooManyNodesException();
            var position = places.At(reader.TokenStartIndex);
            return reader.TokenType switch
            {
                JsonTokenType.StartObject => Object(ref reader, position),
                JsonTokenType.StartArray => List(ref reader, position),
                JsonTokenType.String => new ScalarNode(position, reader.GetString()!),
                JsonTokenType.Null => new ScalarNode(position, "", IsNull: true),
                _ => new ScalarNode(position, Encoding.UTF8.GetString(reader.ValueSpan)),
            };
        }

        private ObjectNode Object(ref Utf8JsonReader reader, FilePosition position)
        {
            var members = new List<FileMember>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var at = places.At(reader.TokenStartIndex);
                string name = reader.GetString()!;
                reader.Read();
                var value = Value(ref reader);
                if (names.Add(name))
                    members.Add(new FileMember(at, name, value));
                else
                    faults.Add(at, "", $"{Control.Commands.Faults.Show(name)} is there twice.");
            }

            return new ObjectNode(position, members);
        }

        private ListNode List(ref Utf8JsonReader reader, FilePosition position)
        {
            var items = new List<FileNode>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                items.Add(Value(ref reader));
            return new ListNode(position, items);
        }
    }
}
