using System.CommandLine;
using System.CommandLine.Completions;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Completing;

/// <summary>Offers to a shell what the server knows. A server that is slow, refuses or is not there offers nothing: a person is waiting at a prompt.</summary>
internal static class NameCompletion
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Completes an argument with names from the server.</summary>
    public static Argument<T> Offering<T>(
        this Argument<T> argument, CommandRunner runner, Func<Session, CancellationToken, Task<IEnumerable<string>>> names)
    {
        argument.CompletionSources.Add(context => Offer(runner, context, names));
        return argument;
    }

    /// <summary>Completes an option's value likewise.</summary>
    public static Option<T> Offering<T>(this Option<T> option, CommandRunner runner, Func<Session, CancellationToken, Task<IEnumerable<string>>> names)
    {
        option.CompletionSources.Add(context => Offer(runner, context, names));
        return option;
    }

    private static IEnumerable<CompletionItem> Offer(
        CommandRunner runner, CompletionContext context, Func<Session, CancellationToken, Task<IEnumerable<string>>> names)
    {
        var silent = runner.Surroundings with { Output = TextWriter.Null, Errors = TextWriter.Null, ErrorsAreTerminal = false };
        IEnumerable<string> offered = [];
        using var patience = new CancellationTokenSource(Patience, silent.Clock);
        var asking = new CommandRunner(runner.Options, silent).RunAsync(
            context.ParseResult,
            async (session, token) =>
            {
                offered = await names(session, token).ConfigureAwait(false);
                return ExitCode.Ok;
            },
            patience.Token);
        asking.Wait();
        return offered.Select(static name => new CompletionItem(name));
    }
}
