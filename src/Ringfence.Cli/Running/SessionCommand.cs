using System.CommandLine;

namespace Ringfence.Cli.Running;

/// <summary>A command that talks to the server.</summary>
internal abstract class SessionCommand : Command
{
    protected SessionCommand(CommandRunner runner, string name, string description)
        : base(name, description) =>
        SetAction((parsed, cancellationToken) => runner.RunAsync(parsed, (session, token) => RunAsync(session, parsed, token), cancellationToken));

    /// <summary>The command's work.</summary>
    protected abstract Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken);
}
