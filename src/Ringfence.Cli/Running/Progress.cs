using Spectre.Console;

namespace Ringfence.Cli.Running;

/// <summary>Tells a person what is being waited for, once it takes longer than a second. Says nothing where nobody looks.</summary>
internal sealed class Progress(CliSurroundings surroundings)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Waits for work.</summary>
    public async Task<T> WatchAsync<T>(string what, Task<T> work, CancellationToken cancellationToken)
    {
        if (!surroundings.ErrorsAreTerminal)
            return await work.ConfigureAwait(false);
        using (var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var patience = Task.Delay(Patience, surroundings.Clock, over.Token);
            var first = await Task.WhenAny(work, patience).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
            if (first == work)
                return await work.ConfigureAwait(false);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(surroundings.Errors) });
        return await console.Status().StartAsync($"{what} …", _ => work).ConfigureAwait(false);
    }
}
