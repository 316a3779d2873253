using System.Globalization;
using System.Text.Json.Nodes;
using Ringfence.Captures;
using Ringfence.Cli.Analysis;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Output;
using Ringfence.Policy.Analysis.Replay;
using Ringfence.Policy.Rules;

namespace Ringfence.Cli.Replaying;

/// <summary>What a replay has found, in both forms.</summary>
internal sealed class ReplayOutput(ReplayReport report, TraceReader reader, ExportedPolicy policy, ExportedPolicy? other, EndNames names)
{
    private const int Shown = 50;

    /// <summary>For people.</summary>
    public void Print(Printer people)
    {
        if (!report.Rows.IsEmpty)
        {
            people.Table(
                ["EFFECT", "FLOWS", "PACKETS", "SERVICE", "WAY", "BY", "EXAMPLE"],
                report.Rows.Take(Shown).Select(row => (string[])
                [
                    Effect(row), Number(row.Flows), Number(row.Packets), Service(row), Drop(row).Direction == Direction.Ingress ? "in" : "out", Place(row), Example(row.Sample),
                ]));
            FirstOption.Print(people, Math.Min(Shown, report.Rows.Length), report.Rows.Length, "rows");
        }

        if (report.Packets == 0)
            people.Line("There is no packet and no flow in this trace that could be judged.");
        people.Line(Summary());
        foreach (string line in Remarks())
            people.Line(line);
        foreach (var fault in reader.Faults)
            people.Line($"  {fault.Place}: {fault.Message}");
        people.Line("Note: Other firewalls, routing and address translation are not seen: addresses are judged as the trace has them. Source checks and failsafe ports are not part of the answer.");
    }

    /// <summary>For programs.</summary>
    public JsonObject ToJson()
    {
        var over = reader.PassedOver;
        return new JsonObject
        {
            ["Revision"] = policy.Revision,
            ["OtherRevision"] = other?.Revision,
            ["Packets"] = report.Packets,
            ["Flows"] = report.Flows,
            ["PassedFlows"] = report.PassedFlows,
            ["DroppedFlows"] = report.DroppedFlows,
            ["DifferentFlows"] = report.DifferentFlows,
            ["ForeignFlows"] = report.ForeignFlows,
            ["GuessedFlows"] = report.GuessedFlows,
            ["ForgottenFlows"] = report.ForgottenFlows,
            ["RowSet"] = new JsonArray([.. report.Rows.Select(row => (JsonNode)ToJson(row))]),
            ["PassedOver"] = new JsonObject
            {
                ["NotIp"] = over.NotIp,
                ["LaterFragments"] = over.LaterFragments,
                ["ErrorMessages"] = over.ErrorMessages,
                ["AlwaysPassing"] = report.PassedNeighbours,
                ["AlwaysDropped"] = over.AlwaysDropped + report.DroppedNeighbours,
                ["TooShort"] = over.TooShort,
                ["NoData"] = over.NoData,
            },
            ["MalformedCount"] = reader.Malformed,
            ["FaultSet"] = new JsonArray([.. reader.Faults.Select(fault => (JsonNode)new JsonObject { ["Place"] = fault.Place, ["Message"] = fault.Message })]),
        };
    }

    private static JsonObject ToJson(ReplayRow row) => new()
    {
        ["Drop"] = ToJson(row.Drop),
        ["OtherDrop"] = ToJson(row.OtherDrop),
        ["Protocol"] = row.Protocol.ToString(),
        ["Port"] = row.Port,
        ["Flows"] = row.Flows,
        ["RejectedFlows"] = row.RejectedFlows,
        ["GuessedFlows"] = row.GuessedFlows,
        ["Packets"] = row.Packets,
        ["Bytes"] = row.Bytes,
        ["Sample"] = new JsonObject
        {
            ["SourceAddress"] = row.Sample.Source.ToString(),
            ["SourcePort"] = row.Sample.SourcePort,
            ["DestinationAddress"] = row.Sample.Destination.ToString(),
            ["DestinationPort"] = row.Sample.DestinationPort,
        },
    };

    private static JsonObject? ToJson(ReplayDrop? drop) => drop is null ? null : new JsonObject
    {
        ["NetworkInterfaceId"] = drop.InterfaceId,
        ["Direction"] = drop.Direction == Direction.Ingress ? "INGRESS" : "EGRESS",
        ["RuleId"] = drop.Rule?.Value,
    };

    private string Effect(ReplayRow row) => other is null ? "drops" : row.Drop is null ? "cuts" : "opens";

    private static ReplayDrop Drop(ReplayRow row) => row.Drop ?? row.OtherDrop!;

    private string Place(ReplayRow row)
    {
        if (Drop(row).Rule is not { } rule)
            return "no rule matches";
        string[] place = (row.Drop is null ? other! : policy).PlaceOf(rule).Split(' ', 2);
        return $"{names.Rules.Describe(place[0])} {place[1]}";
    }

    private static string Service(ReplayRow row) => row.Port is { } port ? $"{row.Protocol}:{Number(port)}" : row.Protocol.ToString();

    private static string Example(TracedPacket packet) => packet.Protocol.HasPorts
        ? $"{FlowEnd.Text(packet.Source.ToString(), packet.SourcePort)} to {FlowEnd.Text(packet.Destination.ToString(), packet.DestinationPort)}"
        : $"{packet.Source} to {packet.Destination}";

    private string Summary()
    {
        string all = $"{Number(report.Packets)} packets, {Number(report.Flows)} flows.";
        return other is null
            ? $"{all} Pass: {Number(report.PassedFlows)}; dropped: {Number(report.DroppedFlows)}; between others: {Number(report.ForeignFlows)}."
            : $"{all} Treated differently: {Number(report.DifferentFlows)}; pass both: {Number(report.PassedFlows)}; dropped by both: {Number(report.DroppedFlows)}; between others: {Number(report.ForeignFlows)}.";
    }

    private IEnumerable<string> Remarks()
    {
        var over = reader.PassedOver;
        long rejected = report.Rows.Sum(row => row.RejectedFlows);
        (long Count, string Text)[] remarks =
        [
            (rejected, "Of the flows shown, refused when they were recorded, too"),
            (report.GuessedFlows, "Flows without a beginning in the trace, so that who opened them was guessed by the ports, or by who came first"),
            (report.ForgottenFlows, "Flows given up while they may have gone on (give more --flows)"),
            (report.PassedNeighbours, "Not judged: neighbour discovery and multicast listeners, which always pass"),
            (over.AlwaysDropped + report.DroppedNeighbours, "Not judged, because dropped whatever the rules say: ICMP that opens no flow, IPv6 extension headers that no host takes, messages between neighbours with a wrong hop limit or from who may not send them"),
            (over.ErrorMessages, "Not judged: ICMP errors, which belong to the flows that they speak of"),
            (over.LaterFragments, "Not judged: later fragments, which share the fate of their first"),
            (over.NotIp, "Not judged: frames that are not IP"),
            (over.TooShort, "Not judged: packets recorded too short to show their ports"),
            (over.NoData, "Records that say that nothing flowed, or was kept"),
            (reader.Malformed, "Malformed records"),
        ];
        return remarks.Where(remark => remark.Count > 0).Select(remark => $"{remark.Text}: {Number(remark.Count)}");
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
