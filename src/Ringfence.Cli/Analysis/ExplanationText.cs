using System.Globalization;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>Explanations for people.</summary>
internal sealed class ExplanationText(Printer people, EndNames names)
{
    /// <summary>More pairs of addresses than this are a table of verdicts; reasons are for fewer.</summary>
    private const int Detailed = 4;

    /// <summary>Prints them.</summary>
    public void Print(ExplainTrafficResponse answer, string service)
    {
        if (answer.TrafficSet.Length > Detailed)
        {
            people.Table(
                ["SOURCE", "DESTINATION", "VERDICT", "DROPPED BY"],
                answer.TrafficSet.Select(traffic => (string[])[End(traffic.Source), End(traffic.Destination), traffic.Verdict.ToLowerInvariant(), DroppedBy(traffic)]));
            people.Line(string.Create(CultureInfo.InvariantCulture, $"{answer.TrafficSet.Length} pairs of addresses {TrafficText.When(answer.Revision)}. Name one address or interface at each end for the reasons."));
        }
        else
        {
            foreach (var traffic in answer.TrafficSet)
                Print(traffic, service, answer.Revision);
        }

        TrafficText.PrintLimits(people, answer.Limits);
    }

    private void Print(TrafficExplanation traffic, string service, long revision)
    {
        people.Line(string.Create(
            CultureInfo.InvariantCulture, $"{End(traffic.Source)} to {End(traffic.Destination)}, {service.ToLowerInvariant()}: {traffic.Verdict} {TrafficText.When(revision)}"));
        if (traffic.HopSet.IsEmpty)
            people.Line("Neither end is registered here: nobody judges it.");
        foreach (var hop in traffic.HopSet)
            Print(hop, hop.Direction == "EGRESS" ? traffic.Source : traffic.Destination);
    }

    private void Print(TrafficHop hop, TrafficEnd end)
    {
        people.Line("");
        people.Line($"{TrafficText.Direction(hop.Direction).Word()} at {End(end)}: {hop.Action}{Reason(hop)}");
        if (hop.ObservedGroupSet is { } observed)
            people.Line($"Passed over, in observe mode: {string.Join(", ", observed.Select(names.Rules.Describe))}");
        var rows = new List<string[]>();
        rows.AddRange(hop.PassedOverSet.Select(above => Row(above.Rule, hop.Direction, $"does not match: {string.Join(", ", above.Reasons.Select(Words))}")));
        if (hop.DecidingRule is { } deciding)
            rows.Add(Row(deciding, hop.Direction, "decides"));
        rows.AddRange(hop.BlockerSet.Where(blocker => blocker != hop.DecidingRule).Select(blocker => Row(blocker, hop.Direction, "would drop it too")));
        if (hop.AcceptedBelow is { } below)
            rows.Add(Row(below, hop.Direction, "would accept it"));
        if (rows.Count > 0)
            people.Table(["PLACE", "RULE", "RESULT"], rows);
        people.Line($"To turn it: {Edit(hop.SuggestedEdit, hop.Direction)}");
    }

    private string[] Row(RuleReference rule, string direction, string result) => [TrafficText.Place(rule, direction, names.Rules), TrafficText.Phrase(rule, direction, names.Rules), result];

    private string DroppedBy(TrafficExplanation traffic) => string.Join("; ", traffic.HopSet.Where(hop => hop.Action == "DROP")
        .Select(hop => hop.DecidingRule is { } rule ? TrafficText.Place(rule, hop.Direction, names.Rules) : $"{TrafficText.Direction(hop.Direction).Word()}{Reason(hop)}"));

    private string End(TrafficEnd end) => end.InstanceId.Length == 0 ? end.Address : $"{names.Instances.TryFind(end.InstanceId)?.InstanceName ?? end.InstanceId} {end.Address}";

    /// <summary>As the command that makes it.</summary>
    private string Edit(SuggestedEdit edit, string direction)
    {
        if (edit.Kind == "BIND_GROUP")
            return "bind a group";
        string group = names.Rules.Groups.TryFind(edit.SecurityGroupId)?.SecurityGroupName is { } name && names.Rules.Groups.IsUnique(name) ? name : edit.SecurityGroupId;
        if (edit.Kind == "ENFORCE_GROUP")
            return $"no rule helps before a group decides: ringfence observe enforce {group}";
        var way = TrafficText.Direction(direction);
        string service = edit.Port == "ALL" ? edit.Protocol : $"{edit.Protocol}:{edit.Port}";
        return edit.Kind == "DELETE"
            ? string.Create(CultureInfo.InvariantCulture, $"ringfence rules delete {group} {way.Word()} {edit.PolicyIndex}")
            : string.Create(
                CultureInfo.InvariantCulture,
                $"ringfence rules add {group} {way.Word()} {edit.Action.ToLowerInvariant()} {service} {way.Preposition()} {edit.CidrBlock} --at {edit.PolicyIndex}");
    }

    private static string Reason(TrafficHop hop) => hop.Reason switch
    {
        "NO_RULE_MATCHED" => ", no rule matches",
        "NO_GROUP_BOUND" => ", no group is bound",
        "ALL_GROUPS_OBSERVED" => ", every group of the interface is in observe mode",
        _ => "",
    };

    private static string Words(string reason) => reason switch
    {
        "FAMILY" => "other address family",
        "EMPTY_PEER" => "nobody is in its peer",
        "EMPTY_SERVICE" => "its service template is empty",
        _ => reason.ToLowerInvariant(),
    };
}
