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
            bool hasRevision = result.GetResult(_from) is { Tokens.Count: > 0 }, hasChanges = result.GetValue(_changes) is not null;
            if (hasRevision == hasChanges)
                result.AddError(hasChanges ? "Give a revision or --changes, not both." : "Give a revision, or --changes.");
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
        var answer = Session.Read(raw, RingfenceJsonContext.Default.CompareSecurityGroupPoliciesResponse);
        var effects = await EffectTable.ReadAsync(session, answer, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(raw)!, effects.Print);
        // Calls that are not made are a preview; what is past is only told.
        return parameters.ContainsKey("Changes") && !answer.NoEffect ? ExitCode.PlanHasChanges : ExitCode.Ok;
    }
}
