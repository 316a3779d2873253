using System.Globalization;
using System.Text.Json;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.FlowLogs;

/// <summary>
/// Reads one JSON document whose arrays hold records as objects, as <c>ringfence flows --output json</c> prints it. It is read as a stream; what is not JSON ends it.
/// </summary>
internal sealed class FlowDocumentReader(StreamWindow window) : TraceReader(window)
{
    private const int MostDepth = 64;

    /// <summary>A bit for each depth: the container there is an array.</summary>
    private ulong _arrays;
    private JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = MostDepth });
    private long _records;
    private bool _hasEnded;

    /// <summary>True for a document that does not have it all on its first line: objects that do are records of their own.</summary>
    public static bool IsStart(ReadOnlySpan<byte> start) => start is [(byte)'{', ..] && start[1..].TrimStart(" \t\r"u8) is [(byte)'\n', ..];

    /// <inheritdoc/>
    private protected override bool TryReadNext(out TracedPacket packet)
    {
        while (!_hasEnded)
        {
            var record = new FlowLogRecord();
            try
            {
                if (!TryReadRecord(ref record))
                    break;
            }
            catch (JsonException fault)
            {
                Fault(string.Create(CultureInfo.InvariantCulture, $"offset {Window.Position}"), fault.Message);
                break;
            }

            _records++;
            if (record.TryFinish(out packet))
                return true;
            Fault(string.Create(CultureInfo.InvariantCulture, $"record {_records}"), record.Fault!);
        }

        _hasEnded = true;
        packet = default;
        return false;
    }

    /// <summary>Takes the fields of the next object that is in an array. False at the end.</summary>
    private bool TryReadRecord(ref FlowLogRecord record)
    {
        int depth = -1;
        var field = FlowLogField.Other;
        while (true)
        {
            var reader = new Utf8JsonReader(Window.Rest, Window.AtEnd, _state);
            bool isWhole = false;
            while (!isWhole && reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray:
                        _arrays |= 1ul << reader.CurrentDepth;
                        break;
                    case JsonTokenType.StartObject:
                        _arrays &= ~(1ul << reader.CurrentDepth);
                        if (depth < 0 && reader.CurrentDepth > 0 && (_arrays >> (reader.CurrentDepth - 1) & 1) != 0)
                            depth = reader.CurrentDepth;
                        break;
                    case JsonTokenType.EndObject:
                        isWhole = reader.CurrentDepth == depth;
                        break;
                    case JsonTokenType.PropertyName:
                        field = reader.CurrentDepth == depth + 1 ? FlowLogFields.Of(reader.ValueSpan) : FlowLogField.Other;
                        break;
                    case JsonTokenType.String or JsonTokenType.Number when reader.CurrentDepth == depth + 1 && field != FlowLogField.Other:
                        record.Take(field, reader.ValueSpan);
                        break;
                    default:
                        break;
                }
            }

            _state = reader.CurrentState;
            Window.Take((int)reader.BytesConsumed);
            if (isWhole)
                return true;
            if (Window.AtEnd)
                return false;
            if (Window.Rest.Length == Window.Size)
                throw new JsonException("A text in it is longer than a record can be.");
            Window.Fill(Window.Rest.Length + 1);
        }
    }
}
