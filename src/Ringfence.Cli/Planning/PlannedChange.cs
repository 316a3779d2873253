using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Cli.Trials;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Planning;

/// <summary>A change by an action that has <c>DryRun</c> and answers <c>ChangeSet</c>: the plan is shown, agreed to, and carried out as one revision.</summary>
/// <param name="session">The session.</param>
/// <param name="call">The call, without DryRun.</param>
internal sealed class PlannedChange(Session session, ApiCall call)
{
    /// <summary>Looks at an answer before anything else does.</summary>
    public Action<JsonElement> Check { get; init; } = static _ => { };

    /// <summary>Asked before it is carried out.</summary>
    public required string Question { get; init; }

    /// <summary>Said afterwards, in front of the revision.</summary>
    public required string Past { get; init; }

    /// <summary>Goes through with it, or ends with the plan.</summary>
    /// <exception cref="CommandFailure">The server refused, or somebody said no.</exception>
    public async Task<ExitCode> RunAsync(PlanChoice choice, CancellationToken cancellationToken)
    {
        var plan = (await CallAsync(dryRun: true, null, cancellationToken).ConfigureAwait(false)).Answer;
        var changes = Changes(plan);
        if (changes.Length == 0)
        {
            session.Printer.Done(plan, "Nothing differs.");
            return ExitCode.Ok;
        }

        if (choice.Preview)
            return await new TrafficPreview(session).ShowAsync(call, cancellationToken).ConfigureAwait(false);
        if (choice.DryRun)
        {
            session.Printer.Result(JsonObject.Create(plan)!, people => ChangeLines.Print(people, changes));
            return ExitCode.PlanHasChanges;
        }

        session.Printer.ForPeople(people => ChangeLines.Print(people, changes));
        await session.Confirmation.RequireAsync(choice.Yes, Question, cancellationToken).ConfigureAwait(false);
        var touched = changes.Select(change => change.ResourceId).ToHashSet(StringComparer.Ordinal);
        await session.SshGuard.RequireAsync(
            choice.Yes, choice.Within is not null, nic => touched.Contains(nic.NetworkInterfaceId) || nic.GroupSet.Any(touched.Contains), cancellationToken).ConfigureAwait(false);
        var made = await CallAsync(dryRun: false, choice.Within, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(JsonObject.Create(made.Raw)!, people =>
        {
            // Their ids are known only now; everything else was in the plan.
            foreach (var change in Changes(made.Answer).Where(change => change.Operation == "CREATE" && !touched.Contains(change.ResourceId)))
                people.Line($"Created {change.ResourceType} {change.ResourceName} ({change.ResourceId}).");
            people.Line($"{Past} as revision {made.Answer.GetProperty("Revision")}.");
        });
        made.Remind(session);
        return ExitCode.Ok;
    }

    private static ResourceChange[] Changes(JsonElement answer) =>
        [.. answer.GetProperty("ChangeSet").EnumerateArray().Select(change => Session.Read(change, RingfenceJsonContext.Default.ResourceChange))];

    private async Task<MadeChange> CallAsync(bool dryRun, TimeSpan? within, CancellationToken cancellationToken)
    {
        var parameters = call.Parameters.DeepClone().AsObject();
        parameters["DryRun"] = dryRun;
        var made = await MadeChange.MakeAsync(session, call with { Parameters = parameters }, within, cancellationToken).ConfigureAwait(false);
        Check(made.Answer);
        return made;
    }
}
