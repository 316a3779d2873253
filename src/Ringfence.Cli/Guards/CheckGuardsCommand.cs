using System.CommandLine;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;

namespace Ringfence.Cli.Guards;

internal sealed class CheckGuardsCommand(CommandRunner runner) : SessionCommand(runner, "check", "Hold guards against the present; exit code 1 when one is violated")
{
    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var guards = await GuardsCommand.Guards.ListAsync(session, cancellationToken).ConfigureAwait(false);
        var violated = guards.Items.Where(guard => guard.Witness is not null).ToList();
        session.Printer.Result(guards.ToJson(), people =>
        {
            foreach (var guard in violated)
                people.Line($"{guard.GuardId} {guard.GuardName} ({guard.Sentence}): {guard.Witness!.Text}");
            people.Line($"{guards.Items.Count - violated.Count} of {Count.Of(guards.Items.Count, "guard")} {(guards.Items.Count == 1 ? "holds" : "hold")}.");
        });
        return violated.Count == 0 ? ExitCode.Ok : ExitCode.Refused;
    }
}
