using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.History;

/// <summary>Makes groups, rules and bindings what they were at a revision: shows what that changes, asks, does it as one new revision.</summary>
internal sealed class RestoreCommand : SessionCommand
{
    private readonly Argument<long> _revision = new("revision") { Description = "The revision; see history" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Show the plan only; exit code 4 when it has changes" };
    private readonly Option<bool> _yes = Confirmation.Option();

    public RestoreCommand(CommandRunner runner)
        : base(runner, "restore", "Make groups, rules and bindings what they were at a revision")
    {
        Arguments.Add(_revision);
        Options.Add(_dryRun);
        Options.Add(_yes);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        long revision = parsed.GetRequiredValue(_revision);
        var planRaw = await CallAsync(session, revision, dryRun: true, cancellationToken).ConfigureAwait(false);
        var plan = Session.Read(planRaw, RingfenceJsonContext.Default.RestoreRevisionResponse);
        if (parsed.GetValue(_dryRun) || plan.ChangeSet.IsEmpty)
        {
            session.Printer.Result(JsonObject.Create(planRaw)!, people =>
            {
                if (plan.ChangeSet.IsEmpty)
                    people.Line("Nothing differs.");
                ChangeLines.Print(people, plan.ChangeSet);
            });
            return plan.ChangeSet.IsEmpty ? ExitCode.Ok : ExitCode.PlanHasChanges;
        }

        if (!parsed.GetValue(_yes))
            session.Printer.ForPeople(people => ChangeLines.Print(people, plan.ChangeSet));
        await session.Confirmation.RequireAsync(
            parsed.GetValue(_yes), string.Create(CultureInfo.InvariantCulture, $"Restore revision {revision}?"), cancellationToken).ConfigureAwait(false);
        var answer = await CallAsync(session, revision, dryRun: false, cancellationToken).ConfigureAwait(false);
        session.Printer.Done(answer, $"Restored revision {revision} as revision {answer.GetProperty("Revision")}.");
        return ExitCode.Ok;
    }

    private static Task<JsonElement> CallAsync(Session session, long revision, bool dryRun, CancellationToken cancellationToken) => session.CallAsync(
        ApiService.Ringfence, "RestoreRevision", new JsonObject { ["Revision"] = revision, ["DryRun"] = dryRun }, cancellationToken);
}
