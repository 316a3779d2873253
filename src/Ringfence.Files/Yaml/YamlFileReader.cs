using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ringfence.Files.Yaml;

/// <summary>
/// Reads the plain part of YAML into nodes that know where they stand: one document of mappings, lists and scalars. Anchors and aliases, which let a small text stand for
/// an endless one, and tags, which let it choose types, are refused. Every scalar is its text: <c>no</c>, <c>1.10</c> and <c>22:00</c> stay what they are.
/// </summary>
internal static class YamlFileReader
{
    /// <summary>The document; null with a fault when there is none.</summary>
    public static FileNode? Read(string text, FileFaults faults)
    {
        var walk = new Walk(new GuardedParser(new Parser(new StringReader(text.StartsWith('\uFEFF') ? text[1..] : text))), faults);
        try
        {
            return walk.Document();
        }
        catch (YamlException fault)
        {
            faults.Add(Tab(text, fault) ?? Place(fault.Start), "", $"This is not the YAML that is expected: {Plain(fault)}");
        }
        catch (TooManyNodesException)
        {
            faults.Add(walk.Here, "", $"A file may have {FileLimits.Nodes} values.");
        }

        return null;
    }

    private static FilePosition Place(in Mark mark) => new((int)Math.Max(mark.Line, 1), (int)Math.Max(mark.Column, 1));

    /// <summary>Where the tab is that a fault is about: the library tells where what it stands in begins.</summary>
    private static FilePosition? Tab(string text, YamlException fault)
    {
        if (!Plain(fault).Contains(" tab", StringComparison.Ordinal))
            return null;
        int line = 0;
        foreach (var content in text.AsSpan().TrimStart('\uFEFF').EnumerateLines())
        {
            line++;
            int indentation = content.Length - content.TrimStart(" \t").Length;
            if (line >= fault.Start.Line && content[..indentation].IndexOf('\t') is var column and >= 0)
                return new FilePosition(line, column + 1);
        }

        return null;
    }

    private static string Plain(YamlException fault) => fault.InnerException?.Message ?? fault.Message;

    private sealed class Walk(IParser parser, FileFaults faults)
    {
        private int _nodes;

        public FilePosition Here => parser.Current is { } current ? Place(current.Start) : new FilePosition(1, 1);

        public FileNode? Document()
        {
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                faults.Add(new FilePosition(1, 1), "", "The file is empty.");
                return null;
            }

            var document = Value(1);
            parser.Consume<DocumentEnd>();
            if (!parser.Accept<DocumentStart>(out _))
                return document;
            faults.Add(Here, "", "A second document begins here; a file has one.");
            return null;
        }

        private FileNode Value(int depth)
        {
            if (++_nodes > FileLimits.Nodes)
                throw new TooManyNodesException();
            var current = parser.Current ?? throw new YamlException("The text ends here.");
            if (current is AnchorAlias)
                throw Refused(current, "aliases are not supported");
            if (current is NodeEvent { Anchor.IsEmpty: false })
                throw Refused(current, "anchors are not supported");
            if (current is NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } })
                throw Refused(current, "tags are not supported");
            if (depth > FileLimits.Depth)
                throw Refused(current, $"it is nested more than {FileLimits.Depth} deep");
            if (parser.TryConsume<Scalar>(out var scalar))
                return new ScalarNode(Place(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL");
            return parser.TryConsume<SequenceStart>(out var list) ? List(list, depth) : Object(parser.Consume<MappingStart>(), depth);
        }

        private ListNode List(SequenceStart start, int depth)
        {
            var items = new List<FileNode>();
            while (!parser.TryConsume<SequenceEnd>(out _))
                items.Add(Value(depth + 1));
            return new ListNode(Place(start.Start), items);
        }

        private ObjectNode Object(MappingStart start, int depth)
        {
            var members = new List<FileMember>();
            var names = new HashSet<string>(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var name = Value(depth + 1);
                var value = Value(depth + 1);
                if (name is not ScalarNode { Text: var text })
                    faults.Add(name.Position, "", "A name must be a text.");
                else if (names.Add(text))
                    members.Add(new FileMember(name.Position, text, value));
                else
                    faults.Add(name.Position, "", $"{Control.Commands.Faults.Show(text)} is there twice.");
            }

            return new ObjectNode(Place(start.Start), members);
        }

        private static YamlException Refused(ParsingEvent at, string what) => new(at.Start, at.End, what + ".");
    }
}
