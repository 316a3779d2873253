using System.CommandLine;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Guards;

internal sealed class ListGuardsCommand(CommandRunner runner) : SessionCommand(runner, "list", "List guards, and whether they hold")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var guards = await GuardsCommand.Guards.ListAsync(session, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(guards.ToJson(), people => people.Table(
            ["ID", "NAME", "STATE", "MEANS"], guards.Items.Select(guard => (string[])[guard.GuardId, guard.GuardName, guard.State, guard.Sentence])));
        return ExitCode.Ok;
    }
}
