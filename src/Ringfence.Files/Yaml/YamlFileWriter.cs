using System.Globalization;
using System.Text;

namespace Ringfence.Files.Yaml;

/// <summary>Writes nodes as block YAML. A scalar is plain where no reader of YAML 1.1 or 1.2 could take it for anything but this text, and in double quotes elsewhere.</summary>
internal static class YamlFileWriter
{
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "null", "true", "false", "yes", "no", "on", "off", "y", "n" };

    public static string Write(FileNode document)
    {
        var text = new StringBuilder();
        Write(text, document, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, FileNode node, int indent)
    {
        switch (node)
        {
            case ObjectNode given:
                foreach (var member in given.Members)
                    WriteMember(text.Append(' ', indent), member, indent);
                break;
            case ListNode list:
                foreach (var item in list.Items)
                    WriteItem(text.Append(' ', indent).Append("- "), item, indent + 2);
                break;
        }
    }

    private static void WriteMember(StringBuilder text, FileMember member, int indent)
    {
        text.Append(Scalar(member.Name)).Append(':');
        switch (member.Value)
        {
            case ScalarNode scalar:
                text.Append(' ').Append(Scalar(scalar.Text)).Append('\n');
                break;
            case ListNode { Items.Count: 0 }:
                text.Append(" []\n");
                break;
            case ObjectNode { Members.Count: 0 }:
                text.Append(" {}\n");
                break;
            default:
                Write(text.Append('\n'), member.Value, indent + 2);
                break;
        }
    }

    private static void WriteItem(StringBuilder text, FileNode item, int indent)
    {
        if (item is ObjectNode { Members: [var first, .. var rest] })
        {
            WriteMember(text, first, indent);
            foreach (var member in rest)
                WriteMember(text.Append(' ', indent), member, indent);
        }
        else
        {
            text.Append(item is ScalarNode scalar ? Scalar(scalar.Text) : "{}").Append('\n');
        }
    }

    private static string Scalar(string text) => IsPlain(text) ? text : Quoted(text);

    private static bool IsPlain(string text)
    {
        if (text.Length == 0 || !char.IsAsciiLetter(text[0]) || Words.Contains(text))
            return false;
        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.' or '/'))
                return false;
        }

        return true;
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        foreach (char c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' or '\uFFFE' or '\uFFFF')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
