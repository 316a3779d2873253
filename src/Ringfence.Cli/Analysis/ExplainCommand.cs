using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Completing;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Analysis;

/// <summary>What a packet gets on its way, and why.</summary>
internal sealed class ExplainCommand : SessionCommand
{
    private readonly Argument<string> _source = new("source") { Description = $"Where it comes from: {EndNames.Form}" };
    private readonly Argument<string> _destination = new("destination") { Description = "Where it goes, likewise" };
    private readonly Argument<string> _service = new("service") { Description = AskedService.Form };
    private readonly Option<string?> _network = new("--network") { Description = "The network (VpcId) of bare addresses" };
    private readonly Option<long?> _revision = RevisionOption.Create();
    private readonly Option<string?> _changes = ProposedCalls.Option("Ask about the present world after changes");
    private readonly CommandRunner _runner;

    public ExplainCommand(CommandRunner runner)
        : base(runner, "explain", "Show what a new flow gets at each interface on its way, by which rule, and what would turn it")
    {
        _runner = runner;
        Arguments.Add(_source.Offering(runner, EndNames.OfferAsync));
        Arguments.Add(_destination.Offering(runner, EndNames.OfferAsync));
        Arguments.Add(_service);
        Options.Add(_network);
        Options.Add(_revision);
        Options.Add(_changes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var names = await EndNames.ReadAsync(session, cancellationToken).ConfigureAwait(false);
        var parameters = new JsonObject
        {
            ["Source"] = names.Find(parsed.GetRequiredValue(_source)),
            ["Destination"] = names.Find(parsed.GetRequiredValue(_destination)),
        };
        string service = parsed.GetRequiredValue(_service);
        AskedService.Write(service, parameters);
        if (parsed.GetValue(_network) is { } network)
            parameters["VpcId"] = network;
        _revision.Write(parsed, parameters);
        await _changes.WriteAsync(parsed, _runner.Surroundings, parameters, cancellationToken).ConfigureAwait(false);
        var raw = await session.CallAsync(ApiService.Ringfence, "ExplainTraffic", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.ExplainTrafficResponse);
        session.Printer.Result(JsonObject.Create(raw)!, people => new ExplanationText(people, names).Print(answer, service));
        return ExitCode.Ok;
    }
}
