using System.CommandLine;

namespace Ringfence.Cli.Running;

/// <summary>Asks before something is changed that a mistyped name makes expensive.</summary>
internal sealed class Confirmation(CliSurroundings surroundings)
{
    /// <summary>The option by which the answer is given beforehand.</summary>
    public static Option<bool> Option() => new("--yes", "-y") { Description = "Do not ask" };

    /// <summary>Goes on when <paramref name="agreed"/> or when a person says yes.</summary>
    /// <exception cref="CommandFailure">They said no, or nobody could be asked.</exception>
    public async Task RequireAsync(bool agreed, string question, CancellationToken cancellationToken)
    {
        if (agreed)
            return;
        if (!surroundings.InputIsTerminal || !surroundings.ErrorsAreTerminal)
            throw new CommandFailure(ExitCode.NotConfirmed, null, $"{question} Nobody can be asked here: give --yes to agree beforehand.");
        await surroundings.Errors.WriteAsync($"{question} [y/N] ").ConfigureAwait(false);
        await surroundings.Errors.FlushAsync(cancellationToken).ConfigureAwait(false);
        string? answer = await surroundings.Input.ReadLineAsync(cancellationToken).ConfigureAwait(false);
        if (answer?.Trim().ToLowerInvariant() is not ("y" or "yes"))
            throw new CommandFailure(ExitCode.NotConfirmed, null, "Not confirmed: nothing was changed.");
    }
}
