using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Observing;

internal sealed class StopObservationCommand : SessionCommand
{
    private readonly Argument<string> _observation;

    public StopObservationCommand(CommandRunner runner)
        : base(runner, "stop", "End an observation; nothing is changed, and a group stays in observe mode") => Arguments.Add(_observation = ObserveCommand.Argument(runner));

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var observation = (await NamedObservation.ReadAsync(session, cancellationToken).ConfigureAwait(false)).Find(parsed.GetRequiredValue(_observation));
        var answer = await session.CallAsync(
            ApiService.Ringfence, "DeleteObservations", new JsonObject { ["ObservationIds"] = new JsonArray(observation.ObservationId) }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Watching {observation.ObservationName} ({observation.ObservationId}) has ended; nothing was changed.");
        return ExitCode.Ok;
    }
}
