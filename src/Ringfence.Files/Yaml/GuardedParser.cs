using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Ringfence.Files.Yaml;

/// <summary>
/// The library's parser, whose every failure says where. On texts that it was not written for it also throws what its own code runs into (found by fuzzing: InvalidOperationException
/// out of a flow sequence), which is a fault of the text as well.
/// </summary>
internal sealed class GuardedParser(IParser parser) : IParser
{
    public ParsingEvent? Current => parser.Current;

    public bool MoveNext()
    {
        try
        {
            return parser.MoveNext();
        }
        catch (Exception fault) when (fault is InvalidOperationException or ArgumentException or FormatException or OverflowException or IndexOutOfRangeException or NullReferenceException)
        {
            var end = parser.Current?.End ?? Mark.Empty;
            throw new YamlException(end, end, "the text after this cannot be read.");
        }
    }
}
