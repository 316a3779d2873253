using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Ringfence;

namespace Ringfence.Cli.Observing;

/// <summary>What hosts have dropped, by reason.</summary>
internal sealed class DropsCommand : SessionCommand
{
    private readonly Option<string?> _host = new("--host") { Description = "Only this host" };

    public DropsCommand(CommandRunner runner)
        : base(runner, "drops", "Show what hosts have dropped, by reason") => Options.Add(_host);

    /// <inheritdoc/>
    protected override async Task<ExitCode> RunAsync(Session session, ParseResult parsed, CancellationToken cancellationToken)
    {
        var parameters = new JsonObject();
        if (parsed.GetValue(_host) is { Length: > 0 } host)
            parameters["Host"] = host;
        var drops = await session.ListAsync(
            ApiService.Ringfence, "DescribeDropCounters", parameters, "DropCounterSet", RingfenceJsonContext.Default.DropCounterRecord, cancellationToken).ConfigureAwait(false);
        session.Printer.Result(drops.ToJson(), people =>
        {
            people.Table(
                ["HOST", "REASON", "PACKETS", "BYTES"],
                drops.Items.Select(drop => (string[])[drop.Host, drop.Reason, drop.Packets.ToString(CultureInfo.InvariantCulture), drop.Bytes.ToString(CultureInfo.InvariantCulture)]));
            Unreachable.Print(people, drops.UnreachableHosts ?? (IEnumerable<string>)[], "Not counted, because these hosts cannot be asked");
        });
        return ExitCode.Ok;
    }
}
