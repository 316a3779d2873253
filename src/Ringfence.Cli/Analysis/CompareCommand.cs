using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Analysis;

/// <summary>What the way from one revision to another, or proposed calls, open and cut.</summary>
internal sealed class CompareCommand : SessionCommand
{
    private readonly CommandRunner _runner;
    private readonly Argument<long?> _from = new("from") { Description = "The revision before", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<long?> _to = new("to") { Description = "The revision after [default: the present one]", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _changes = ProposedCalls.Option("In place of revisions");

    public CompareCommand(CommandRunner runner)
        : base(runner, "compare", "Show what is opened and cut between two revisions, or by calls that are not made")
    {
        _runner = runner;
        Arguments.Add(_from);
        Arguments.Add(_to);
        Options.Add(_changes);
        Validators.Add(result =>
        {
            if (result.GetValue(_from) is null == result.GetValue(_changes) is null)
                result.AddError("Give a revision, or --changes.");
        });
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject();
        await _changes.WriteAsync(parsed, _runner.Surroundings, parameters, cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_from) is { } from)
            parameters["FromRevision"] = from;
        if (parsed.GetValue(_to) is { } to)
            parameters["ToRevision"] = to;
        var raw = await session.CallAsync(ApiService.Ringfence, "CompareSecurityGroupPolicies", parameters, cancellationToken).ConfigureAwait(false);
        var effects = await EffectTable.ReadAsync(session, Session.Read(raw, RingfenceJsonContext.Default.CompareSecurityGroupPoliciesResponse), cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(raw)!, effects.Print);
        return ExitCode.Ok;
    }
}
