using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Output;

/// <summary>
/// Prints results on standard output and everything else on standard error. A command gives its result in both forms; the one that was asked for is printed, so
/// that the output of <c>--output json</c> is one JSON document and nothing else; of a stream, one document a line.
/// </summary>
internal sealed class Printer(OutputFormat format, CliSurroundings surroundings)
{
    private static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Prints a result.</summary>
    /// <param name="json">For programs: the API's own names.</param>
    /// <param name="people">Prints it for people.</param>
    public void Result(JsonNode json, Action<Printer> people)
    {
        if (format == OutputFormat.Json)
            surroundings.Output.WriteLine(Text(json, Readable));
        else
            people(this);
    }

    /// <summary>Prints one of a stream, as soon as it is there: a line, for programs with an object on it.</summary>
    public void Item(JsonNode json, string line)
    {
        if (format == OutputFormat.Json)
            surroundings.Output.WriteLine(Text(json, OneLine));
        else
            Line(line);
        surroundings.Output.Flush();
    }

    /// <summary>Prints what comes before a result; for programs nothing.</summary>
    public void ForPeople(Action<Printer> people)
    {
        if (format == OutputFormat.Table)
            people(this);
    }

    /// <summary>Prints what an action answered, or a sentence about it.</summary>
    public void Done(JsonElement answer, string sentence) => Result(JsonObject.Create(answer)!, printer => printer.Line(sentence));

    /// <summary>A line for people.</summary>
    public void Line(string text) => surroundings.Output.WriteLine(VisibleText.Of(text));

    /// <summary>A file's text, as it is: it may be redirected.</summary>
    public void Document(string text) => surroundings.Output.Write(text);

    /// <summary>A table for people.</summary>
    public void Table(IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<string>> rows) =>
        surroundings.Output.Write(TableText.Render(headings, rows, surroundings));

    /// <summary>A line on standard error that is neither result nor fault.</summary>
    public void Note(string text) => surroundings.Errors.WriteLine(VisibleText.Of(text));

    /// <summary>Why the command failed: for people a line for each fault, for programs the API's error form.</summary>
    public void Failure(CommandFailure failure)
    {
        if (format == OutputFormat.Json)
        {
            var error = new JsonObject
            {
                ["Error"] = new JsonObject { ["Code"] = failure.Code ?? failure.ExitCode.ToString(), ["Message"] = failure.Message },
            };
            if (failure.RequestId is { } id)
                error["RequestId"] = id;
            surroundings.Errors.WriteLine(Text(error, Readable));
            return;
        }

        string prefix = failure.Code is { } code ? $"{CommandTree.Name}: {code}: " : $"{CommandTree.Name}: ";
        foreach (string fault in failure.Faults)
        {
            Note(prefix + OptionNames.In(fault));
            prefix = "  ";
        }
    }

    private static string Text(JsonNode json, JsonWriterOptions options)
    {
        using var bytes = new MemoryStream();
        using (var writer = new Utf8JsonWriter(bytes, options))
            json.WriteTo(writer);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
