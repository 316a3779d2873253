using System.CommandLine;
using System.CommandLine.Invocation;
using Ringfence.Cli.Output;

namespace Ringfence.Cli.Running;

/// <summary>The program apart from its process: arguments in, text and exit code out.</summary>
internal static class CliProgram
{
    /// <summary>Parses and runs one command line.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliSurroundings surroundings, CancellationToken cancellationToken)
    {
        var parsed = CommandTree.Create(surroundings).Parse(arguments);
        if (parsed.Errors.Count > 0)
            return await RefuseAsync(parsed, surroundings, cancellationToken).ConfigureAwait(false);
        var configuration = new InvocationConfiguration { Output = surroundings.Output, Error = surroundings.Errors, EnableDefaultExceptionHandler = false };
        return await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tells what is wrong with the command line, in the form of every other fault.</summary>
    private static async Task<int> RefuseAsync(ParseResult parsed, CliSurroundings surroundings, CancellationToken cancellationToken)
    {
        if (parsed.Action is ParseErrorAction told)
            told.ShowHelp = false;
        // The parser's own action: it knows what was meant by a word that is mistyped.
        await using var said = new StringWriter();
        await parsed.InvokeAsync(new InvocationConfiguration { Output = said, Error = said, EnableDefaultExceptionHandler = false }, cancellationToken).ConfigureAwait(false);
        string text = $"{ParserWords.Own(said.ToString())}See: {PathOf(parsed.CommandResult.Command)} --help";
        if (GlobalOptions.AsksForJson(parsed))
            new Printer(OutputFormat.Json, surroundings).Failure(CommandFailure.Usage(text.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        else
            await surroundings.Errors.WriteLineAsync(text).ConfigureAwait(false);
        return (int)ExitCode.Usage;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : CommandTree.Name;
}
