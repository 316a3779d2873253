using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;

namespace Ringfence.Cli.Observing;

internal sealed class EnforceObservationCommand : SessionCommand
{
    private readonly Argument<string> _observation;
    private readonly Option<bool> _yes = Confirmation.Option();

    public EnforceObservationCommand(CommandRunner runner)
        : base(runner, "enforce", "Make the change that was watched, as one revision")
    {
        Arguments.Add(_observation = ObserveCommand.Observation(runner));
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var observation = (await ObserveCommand.NamesAsync(session, cancellationToken).ConfigureAwait(false)).Find(parsed.GetRequiredValue(_observation));
        await session.Confirmation.RequireAsync(
            parsed.GetValue(_yes), $"Make the {observation.Changes.Length} calls of {observation.ObservationName} now? {observation.FlowCount} flows that it saw would have been dropped.", cancellationToken)
            .ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence, "EnforceObservation", new JsonObject { ["ObservationId"] = observation.ObservationId }, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Enforced {observation.ObservationName} as revision {answer.GetProperty("Revision")}.");
        return ExitCode.Ok;
    }
}
