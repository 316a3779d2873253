using System.Text;

namespace Ringfence.Cli.Output;

/// <summary>Text of the server on a terminal: control characters in a name must not become commands to the terminal (ECMA-48).</summary>
internal static class VisibleText
{
    /// <summary>The text with every control character shown as its Unicode picture or as U+FFFD.</summary>
    public static string Of(string text)
    {
        if (!text.Any(char.IsControl))
            return text;
        var visible = new StringBuilder(text.Length);
        foreach (char c in text)
            visible.Append(c < ' ' ? (char)('\u2400' + c) : char.IsControl(c) ? '\uFFFD' : c);
        return visible.ToString();
    }
}
