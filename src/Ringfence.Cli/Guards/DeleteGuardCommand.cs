using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Guards;

internal sealed class DeleteGuardCommand : SessionCommand
{
    private readonly Argument<string> _guard;
    private readonly Option<bool> _yes = Confirmation.Option();

    public DeleteGuardCommand(CommandRunner runner)
        : base(runner, "delete", "Delete a guard")
    {
        Arguments.Add(_guard = GuardsCommand.Guards.Argument(runner, "A guard's id or unique name"));
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var guard = (await GuardsCommand.Guards.NamesAsync(session, cancellationToken).ConfigureAwait(false)).Find(parsed.GetRequiredValue(_guard));
        await session.Confirmation.RequireAsync(parsed.GetValue(_yes), $"Delete the guard {guard.GuardName} ({guard.GuardId}): {guard.Sentence}?", cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence, "DeleteGuards", new JsonObject { ["GuardIds"] = new JsonArray(guard.GuardId) }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Deleted {guard.GuardName} ({guard.GuardId}).");
        return ExitCode.Ok;
    }
}
