using System.CommandLine;
using System.CommandLine.Invocation;

namespace Ringfence.Cli.Running;

/// <summary>The program apart from its process: arguments in, text and exit code out.</summary>
internal static class CliProgram
{
    /// <summary>Parses and runs one command line.</summary>
    public static async Task<int> RunAsync(string[] arguments, CliSurroundings surroundings, CancellationToken cancellationToken)
    {
        var parsed = CommandTree.Create(surroundings).Parse(arguments);
        bool wrong = parsed.Errors.Count > 0;
        if (parsed.Action is ParseErrorAction told)
            told.ShowHelp = false;
        var configuration = new InvocationConfiguration
        {
            Output = wrong ? surroundings.Errors : surroundings.Output,
            Error = surroundings.Errors,
            EnableDefaultExceptionHandler = false,
        };
        int exit = await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
        if (!wrong)
            return exit;
        await surroundings.Errors.WriteLineAsync($"See: {PathOf(parsed.CommandResult.Command)} --help").ConfigureAwait(false);
        return (int)ExitCode.Usage;
    }

    private static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : CommandTree.Name;
}
