using Ringfence.Cli.Running;
using Spectre.Console;

namespace Ringfence.Cli.Output;

/// <summary>Tables: columns of text under headings, no frame, as wide as they are unless a terminal is narrower.</summary>
internal static class TableText
{
    /// <summary>Wider than any table: a file or a pipe has no edge to wrap at.</summary>
    private const int NoEdge = 10_000;

    public static string Render(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows, CliSurroundings surroundings)
    {
        bool colour = surroundings.OutputIsTerminal && surroundings.Environment("NO_COLOR") is null && surroundings.Environment("TERM") != "dumb";
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = colour ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colour ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(text),
        });
        console.Profile.Width = surroundings.OutputIsTerminal && surroundings.Width > 0 ? surroundings.Width : NoEdge;
        var table = new Table { Border = TableBorder.None };
        foreach (string heading in headings)
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))) { Padding = new Padding(0, 0, 2, 0) });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => new Text(VisibleText.Of(cell))));
        console.Write(table);

        // Cells are padded to their column: nobody needs blanks at the end of a line.
        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.TrimEnd() + "\n");
        return string.Concat(lines);
    }
}
