using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Groups;
using Ringfence.Cli.Planning;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.History;

/// <summary>Who changed what, when and from where.</summary>
internal sealed class HistoryCommand : SessionCommand
{
    /// <summary>More than the server keeps of one revision's changes.</summary>
    private const int AllChanges = 1000;

    private readonly Argument<long?> _revision = new("revision") { Description = "Show this one with every change in it", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int> _last = new("--last") { Description = "How many, newest first, at most 100", DefaultValueFactory = static _ => 20 };
    private readonly Option<string?> _group = new("--group") { Description = "Only what changed this group, by id or unique name" };
    private readonly Option<string?> _since = new("--since") { Description = "Only from this time on: 2026-01-05T01:00:00Z" };

    public HistoryCommand(CommandRunner runner)
        : base(runner, "history", "Show who changed what, when and from where")
    {
        Arguments.Add(_revision);
        foreach (var option in (Option[])[_last, _group, _since])
            Options.Add(option);
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject { ["Limit"] = parsed.GetValue(_last) };
        if (parsed.GetValue(_since) is { } since)
            parameters["StartTime"] = since;
        if (parsed.GetValue(_group) is { } group)
            parameters["ResourceIds"] = new JsonArray((await SecurityGroups.FindAsync(session, group, cancellationToken).ConfigureAwait(false)).SecurityGroupId);
        long? one = parsed.GetValue(_revision);
        if (one is not null)
        {
            parameters["Revision"] = one;
            parameters["ChangeLimit"] = AllChanges;
        }

        var raw = await session.CallAsync(ApiService.Ringfence, "DescribeRevisions", parameters, cancellationToken).ConfigureAwait(false);
        var answer = Session.Read(raw, RingfenceJsonContext.Default.DescribeRevisionsResponse);
        if (one is not null && answer.RevisionSet.IsEmpty)
            throw CommandFailure.NotFound($"There is no revision {one} of this account and region.");
        session.Printer.Result(JsonObject.Create(raw)!, people =>
        {
            people.Table(["REVISION", "TIME", "WHO", "FROM", "ACTION", "CHANGED"], answer.RevisionSet.Select(Row));
            if (one is not null)
                ChangeLines.Print(people, answer.RevisionSet[0].ChangeSet);
        });
        return ExitCode.Ok;
    }

    private static string[] Row(RevisionRecord revision) =>
    [
        revision.Revision.ToString(CultureInfo.InvariantCulture), revision.Time, revision.SecretId, revision.SourceAddress, revision.Action, Changed(revision),
    ];

    private static string Changed(RevisionRecord revision)
    {
        const int shown = 3;
        var names = revision.ChangeSet.Take(shown).Select(change => change.ResourceName.Length > 0 ? change.ResourceName : change.ResourceId);
        long rest = revision.ChangeCount - Math.Min(shown, revision.ChangeSet.Length);
        return string.Join(", ", names) + (rest > 0 ? string.Create(CultureInfo.InvariantCulture, $" and {rest} more") : "");
    }
}
