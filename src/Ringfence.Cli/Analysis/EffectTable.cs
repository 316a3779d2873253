using System.Globalization;
using Ringfence.Cli.Output;
using Ringfence.Cli.Rules;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Ringfence.Analysis;

namespace Ringfence.Cli.Analysis;

/// <summary>What a comparison found, for people.</summary>
internal sealed class EffectTable
{
    private readonly CompareSecurityGroupPoliciesResponse _answer;
    private readonly InterfaceNames _names;

    private EffectTable(CompareSecurityGroupPoliciesResponse answer, InterfaceNames names) => (_answer, _names) = (answer, names);

    /// <summary>Asks for the names that the table needs.</summary>
    public static async Task<EffectTable> ReadAsync(Session session, CompareSecurityGroupPoliciesResponse answer, CancellationToken cancellationToken) =>
        new(answer, await InterfaceNames.ReadAsync(session, answer.EffectSet.Select(static effect => (IEnumerable<string>)effect.NetworkInterfaceIds), cancellationToken).ConfigureAwait(false));

    /// <summary>Prints it.</summary>
    public void Print(Printer people)
    {
        if (_answer.NoEffect)
        {
            people.Line("No effect: no packet of any interface gets another verdict.");
            return;
        }

        people.Table(
            ["EFFECT", "WAY", "PEER", "SERVICE", "EXAMPLE", "AT"],
            _answer.EffectSet.SelectMany(effect => Rows("opens", effect, effect.Opened).Concat(Rows("cuts", effect, effect.Cut))));
        people.Line(string.Create(CultureInfo.InvariantCulture, $"{_answer.InterfaceCount} {(_answer.InterfaceCount == 1 ? "interface has" : "interfaces have")} packets that get another verdict."));
        TrafficText.PrintLimits(people, _answer.Limits);
    }

    private IEnumerable<string[]> Rows(string word, EffectRecord effect, IEnumerable<TrafficRow> rows) => rows.Select(row => (string[])
    [
        word, TrafficText.Direction(effect.Direction).Word(), TrafficText.Peer(row), TrafficText.Service(row.Services), TrafficText.Sample(row.Sample),
        _names.Describe(effect.NetworkInterfaceIds, effect.InterfaceCount),
    ]);
}
