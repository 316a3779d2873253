using System.Globalization;
using System.Text;
using System.Text.Json;
using Ringfence.Policy.Analysis.Replay;

namespace Ringfence.Captures.FlowLogs;

/// <summary>
/// Reads flow logs, a record a line: JSON objects, or fields between blanks in the order that a line with their names says, or that was given, or the clouds' usual one.
/// </summary>
internal sealed class FlowLogReader : TraceReader
{
    private FlowLogField[] _fields;
    private long _line;

    /// <summary>Begins to read.</summary>
    /// <exception cref="InvalidDataException">The fields that were given say nothing of a flow.</exception>
    public FlowLogReader(StreamWindow window, IReadOnlyList<string>? fields)
        : base(window)
    {
        _fields = fields is null ? FlowLogFields.Usual : [.. fields.Select(name => FlowLogFields.Of(Encoding.UTF8.GetBytes(name)))];
        if (!_fields.Contains(FlowLogField.Source) || !_fields.Contains(FlowLogField.Destination) || !_fields.Contains(FlowLogField.Protocol))
            throw new InvalidDataException("The fields must have srcaddr, dstaddr and protocol among them.");
    }

    /// <inheritdoc/>
    private protected override bool TryReadNext(out TracedPacket packet)
    {
        while (NextLine(out var line))
        {
            var record = new FlowLogRecord();
            if (line.IsEmpty || line[0] == '#' || IsHeader(line))
                continue;
            if (line[0] == '{')
            {
                try
                {
                    JsonRecord.Read(line, ref record);
                }
                catch (JsonException fault)
                {
                    Fault(Place, fault.Message);
                    continue;
                }
            }
            else
            {
                Split(line, ref record);
            }

            if (record.HasNoData)
                PassedOver.NoData++;
            else if (record.TryFinish(out packet))
                return true;
            else
                Fault(Place, record.Fault!);
        }

        packet = default;
        return false;
    }

    private string Place => string.Create(CultureInfo.InvariantCulture, $"line {_line}");

    /// <summary>The next line, without its end. One that the window does not hold is a fault, and stepped over.</summary>
    private bool NextLine(out ReadOnlySpan<byte> line)
    {
        bool isRest = false;
        while (true)
        {
            var rest = Window.Rest;
            int end = rest.IndexOf((byte)'\n');
            if (end < 0 && !Window.AtEnd && rest.Length < Window.Size)
            {
                Window.Fill(Math.Min(rest.Length + 1, Window.Size));
                continue;
            }

            if (rest.IsEmpty)
            {
                line = default;
                return false;
            }

            bool isWhole = end >= 0 || Window.AtEnd;
            line = (end >= 0 ? rest[..end] : rest).TrimEnd((byte)'\r').Trim((byte)' ');
            Window.Take(end >= 0 ? end + 1 : rest.Length);
            if (!isRest)
                _line++;
            if (isWhole && !isRest)
                return true;
            if (!isRest)
                Fault(Place, string.Create(CultureInfo.InvariantCulture, $"It is longer than {Window.Size} bytes."));
            isRest = !isWhole;
        }
    }

    /// <summary>A line that names the fields tells their order from then on: a file may be made of several.</summary>
    private bool IsHeader(ReadOnlySpan<byte> line)
    {
        if (line[0] == '{' || line.IndexOf("srcaddr"u8) < 0)
            return false;
        var fields = new List<FlowLogField>();
        foreach (var word in line.Split((byte)' '))
        {
            if (!line[word].IsEmpty)
                fields.Add(FlowLogFields.Of(line[word]));
        }

        _fields = [.. fields];
        return true;
    }

    private void Split(ReadOnlySpan<byte> line, ref FlowLogRecord record)
    {
        int at = 0;
        foreach (var word in line.Split((byte)' '))
        {
            if (line[word].IsEmpty)
                continue;
            if (at < _fields.Length)
                record.Take(_fields[at], line[word]);
            at++;
        }
    }
}
