using System.Globalization;
using Ringfence.Cli.Observing;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>What a comparison found, for people.</summary>
internal sealed class EffectTable
{
    private const int ShownFlows = 10;

    private readonly CompareSecurityGroupPoliciesResponse _answer;
    private readonly InterfaceNames _names;

    private EffectTable(CompareSecurityGroupPoliciesResponse answer, InterfaceNames names) => (_answer, _names) = (answer, names);

    /// <summary>Asks for the names that the table needs.</summary>
    public static async Task<EffectTable> ReadAsync(Session session, CompareSecurityGroupPoliciesResponse answer, CancellationToken cancellationToken) =>
        new(answer, await InterfaceNames.ReadAsync(session, Interfaces(answer), cancellationToken).ConfigureAwait(false));

    /// <summary>Prints it.</summary>
    public void Print(Printer people)
    {
        if (_answer.NoEffect)
        {
            people.Line("No effect: no packet of any interface gets another verdict.");
            return;
        }

        if (!_answer.EffectSet.IsEmpty)
        {
            people.Table(
                ["EFFECT", "WAY", "PEER", "SERVICE", "EXAMPLE", "AT"],
                _answer.EffectSet.SelectMany(effect => Rows("opens", effect, effect.Opened).Concat(Rows("cuts", effect, effect.Cut))));
        }

        foreach (var one in _answer.AlteredInterfaceSet)
            people.Line(Sentence(one));
        if (_answer.AlteredInterfaceCount > _answer.AlteredInterfaceSet.Length)
            people.Line(string.Create(CultureInfo.InvariantCulture, $"and {_answer.AlteredInterfaceCount - _answer.AlteredInterfaceSet.Length} more that are altered."));
        if (_answer.EnteringInterfaceCount > 0)
            people.Line($"Enforced from then on, so that what their policies do not accept is cut: {_names.Describe(_answer.EnteringInterfaceIds, _answer.EnteringInterfaceCount)}");
        if (_answer.LeavingInterfaceCount > 0)
            people.Line($"No longer enforced, so that everything passes there: {_names.Describe(_answer.LeavingInterfaceIds, _answer.LeavingInterfaceCount)}");
        people.Line(string.Create(CultureInfo.InvariantCulture, $"{_answer.InterfaceCount} {(_answer.InterfaceCount == 1 ? "interface has" : "interfaces have")} packets that get another verdict."));
        if (_answer.LiveFlows is { } flows)
            PrintFlows(people, flows);
        TrafficText.PrintLimits(people, _answer.Limits);
    }

    private static IEnumerable<IEnumerable<string>> Interfaces(CompareSecurityGroupPoliciesResponse answer) =>
    [
        .. answer.EffectSet.Select(effect => (IEnumerable<string>)effect.NetworkInterfaceIds), answer.AlteredInterfaceSet.Select(one => one.NetworkInterfaceId), answer.EnteringInterfaceIds, answer.LeavingInterfaceIds,
        .. answer.LiveFlows?.FlowSet.Take(ShownFlows).Select(flow => (IEnumerable<string>)[flow.NetworkInterfaceId]) ?? [],
    ];

    private void PrintFlows(Printer people, CutFlows flows)
    {
        if (flows.TotalCount > 0)
        {
            people.Line("");
            people.Table(
                ["LIVE FLOW CUT AT", "WAY", "PROTOCOL", "LOCAL", "REMOTE", "SINCE"],
                flows.FlowSet.Take(ShownFlows).Select(flow => (string[])
                [
                    _names.Describe(flow.NetworkInterfaceId), flow.Direction == "ingress" ? "in" : "out", flow.Protocol, FlowEnd.Text(flow.LocalAddress, flow.LocalPort),
                    FlowEnd.Text(flow.RemoteAddress, flow.RemotePort), flow.OpenedAt ?? "",
                ]));
            FirstOption.Print(people, Math.Min(ShownFlows, flows.FlowSet.Length), flows.TotalCount, "flows");
        }
        else if ((_answer.AlteredInterfaceCount > 0 || _answer.EffectSet.Any(effect => !effect.Cut.IsEmpty)) && flows.UnreachableHosts.IsEmpty)
        {
            people.Line("No live flow is cut.");
        }

        Unreachable.Print(people, flows.UnreachableHosts, "Live flows are not known, because the server cannot ask there");
    }

    /// <summary>What is altered, and what that does to packets.</summary>
    private string Sentence(AlteredInterface one)
    {
        string name = _names.Describe(one.NetworkInterfaceId), altered = string.Join(", ", one.Altered.Select(part => part.ToLowerInvariant().Replace('_', ' ')));
        return one.SourceCheck
            ? $"Altered at {name}: {altered}. What it sends from other than its own addresses is dropped."
            : $"Altered at {name}: {altered}. It may send from any address.";
    }

    private IEnumerable<string[]> Rows(string word, EffectRecord effect, IEnumerable<TrafficRow> rows) => rows.Select(row => (string[])
    [
        word, TrafficText.Direction(effect.Direction).Word(), TrafficText.Peer(row), TrafficText.Service(row.Services), TrafficText.Sample(row.Sample),
        _names.Describe(effect.NetworkInterfaceIds, effect.InterfaceCount),
    ]);
}
