using System.Text;

namespace Ringfence.Files.Csv;

/// <summary>
/// Cells as spreadsheets read them. A cell that a spreadsheet would take for a formula gets an apostrophe in front, which spreadsheets and <see cref="Plain"/> take
/// away again; so does one that begins with an apostrophe, so that every text comes back as it was.
/// </summary>
internal static class CsvText
{
    private const string Dangerous = "=+-@\t\r\n'";

    public static void AppendRow(StringBuilder text, params ReadOnlySpan<string> cells)
    {
        for (int i = 0; i < cells.Length; i++)
        {
            if (i > 0)
                text.Append(',');
            Append(text, cells[i]);
        }

        text.Append("\r\n");
    }

    /// <summary>The text that a cell stands for.</summary>
    public static string Plain(string cell) => cell is ['\'', var next, ..] && Dangerous.Contains(next, StringComparison.Ordinal) ? cell[1..] : cell;

    private static void Append(StringBuilder text, string cell)
    {
        bool guarded = cell.Length > 0 && Dangerous.Contains(cell[0], StringComparison.Ordinal);
        bool quoted = guarded || cell.AsSpan().IndexOfAny(",\"\r\n") >= 0 || cell.StartsWith(' ') || cell.EndsWith(' ');
        if (!quoted)
        {
            text.Append(cell);
            return;
        }

        text.Append('"');
        if (guarded)
            text.Append('\'');
        text.Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}
