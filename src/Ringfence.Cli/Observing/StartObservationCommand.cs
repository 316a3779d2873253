using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Analysis;
using Ringfence.Cli.Output;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Observing;

internal sealed class StartObservationCommand : SessionCommand
{
    private readonly Argument<string> _name = new("name") { Description = "Its name" };
    private readonly Option<string?> _changes = ProposedCalls.Option("What would be done");
    private readonly CommandRunner _runner;

    public StartObservationCommand(CommandRunner runner)
        : base(runner, "start", "Begin to watch what calls would drop, without making them")
    {
        _runner = runner;
        _changes.Required = true;
        Arguments.Add(_name);
        Options.Add(_changes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["ObservationName"] = parsed.GetRequiredValue(_name) };
        await _changes.WriteAsync(parsed, _runner.Surroundings, parameters, cancellationToken).ConfigureAwait(false);
        var answer = await session.CallAsync(
            ApiService.Ringfence,
            "CreateObservation",
            parameters,
            cancellationToken).ConfigureAwait(false);
        var started = Session.Read(answer.GetProperty("Observation"), RingfenceJsonContext.Default.ObservationRecord);
        session.Printer.Done(answer, $"Watching {started.ObservationName} ({started.ObservationId}): {Count.Of(started.Changes.Length, "call")} that {(started.Changes.Length == 1 ? "is" : "are")} not made.");
        return ExitCode.Ok;
    }
}
