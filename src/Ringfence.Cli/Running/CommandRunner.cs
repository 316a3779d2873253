using System.CommandLine;
using Ringfence.Cli.Connecting;
using Ringfence.Cli.Output;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Running;

/// <summary>Runs a command's body and turns everything that can go wrong into lines on standard error and an exit code.</summary>
internal sealed class CommandRunner(GlobalOptions options, CliSurroundings surroundings)
{
    /// <summary>The options that every command takes.</summary>
    public GlobalOptions Options { get; } = options;

    /// <summary>What is around the commands.</summary>
    public CliSurroundings Surroundings { get; } = surroundings;

    /// <summary>Runs a command that talks to the server.</summary>
    public Task<int> RunAsync(ParseResult parsed, Func<Session, CancellationToken, Task<ExitCode>> body, CancellationToken cancellationToken) =>
        RunLocallyAsync(
            parsed,
            async (printer, token) =>
            {
                var connection = Connect(parsed);
                using var client = new HttpApiClient(
                    connection.Endpoint, connection.Keys.SecretId, connection.Keys.SecretKey, Surroundings.Clock, connection.Region);
                return await body(new Session(client, printer, Surroundings) { ForceGuards = Options.ForceGuards(parsed) }, token).ConfigureAwait(false);
            },
            cancellationToken);

    /// <summary>Runs a command that needs no server.</summary>
    public async Task<int> RunLocallyAsync(ParseResult parsed, Func<Printer, CancellationToken, Task<ExitCode>> body, CancellationToken cancellationToken)
    {
        var printer = new Printer(Options.Output(parsed), Surroundings);
        try
        {
            return (int)await body(printer, cancellationToken).ConfigureAwait(false);
        }
        catch (CommandFailure failure)
        {
            printer.Failure(failure);
            return (int)failure.ExitCode;
        }
        catch (HttpRequestException unreachable)
        {
            printer.Failure(new CommandFailure(ExitCode.Unreachable, null, $"The server cannot be reached: {unreachable.Message}"));
            return (int)ExitCode.Unreachable;
        }
        catch (TaskCanceledException slow) when (slow.InnerException is TimeoutException)
        {
            printer.Failure(new CommandFailure(ExitCode.Unreachable, null, "The server did not answer in time."));
            return (int)ExitCode.Unreachable;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (int)ExitCode.Interrupted;
        }
    }

    /// <summary>Where and as whom the command line, the environment and the profiles say to connect.</summary>
    /// <exception cref="CommandFailure">They say too little, or something wrong.</exception>
    public Connection Connect(ParseResult parsed) => new ConnectionResolver(Surroundings).Resolve(Options.Connection(parsed));

    /// <summary>The same, also where they say too little or something wrong.</summary>
    public FoundConnection FindConnection(ParseResult parsed) => new ConnectionResolver(Surroundings).Find(Options.Connection(parsed));
}
