using System.CommandLine;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Auditing;

/// <summary>Who asked for which change, and what came of it.</summary>
internal sealed class AuditCommand : SessionCommand
{
    /// <summary>The largest page.</summary>
    private const int PageSize = 100;

    private readonly Option<int> _last = new("--last") { Description = "How many, newest first", DefaultValueFactory = static _ => 20 };
    private readonly Option<string?> _since = new("--since") { Description = "Only from this time on: 2026-01-05T01:00:00Z" };
    private readonly Option<string[]> _keys = new("--key") { Description = "Only of this key pair; may be repeated" };
    private readonly Option<string[]> _actions = new("--action") { Description = "Only this action; may be repeated" };
    private readonly Option<string[]> _addresses = new("--from") { Description = "Only from this address; may be repeated" };
    private readonly Option<bool> _refused = new("--refused") { Description = "Only what was refused" };

    public AuditCommand(CommandRunner runner)
        : base(runner, "audit", "Show who asked for which change, from where, and what came of it; for admins")
    {
        foreach (var option in (Option[])[_last, _since, _keys, _actions, _addresses, _refused])
            Options.Add(option);
        _last.Bound(1, int.MaxValue, "--last is 1 or more.");
    }

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject();
        if (parsed.GetValue(_since) is { } since)
            parameters["StartTime"] = since;
        if (parsed.GetValue(_refused))
            parameters["Refused"] = true;
        Add("SecretIds", _keys);
        Add("Actions", _actions);
        Add("SourceAddresses", _addresses);
        var entries = await session.ListAsync(
            ApiService.Ringfence, "DescribeAuditLog", parameters, "AuditSet", RingfenceJsonContext.Default.AuditEntry, cancellationToken, parsed.GetValue(_last)).ConfigureAwait(false);
        session.Printer.Result(entries.ToJson(), people => people.Table(
            ["TIME", "WHO", "FROM", "REGION", "ACTION", "CODE", "MESSAGE"],
            entries.Items.Select(entry => (string[])[entry.Time, entry.SecretId, entry.SourceAddress, entry.Region, entry.Action, entry.Code, entry.Message])));
        return ExitCode.Ok;

        void Add(string name, Option<string[]> option)
        {
            if (parsed.GetValue(option) is { Length: > 0 } values)
                parameters[name] = new JsonArray([.. values.Select(value => (JsonNode)value)]);
        }
    }
}
