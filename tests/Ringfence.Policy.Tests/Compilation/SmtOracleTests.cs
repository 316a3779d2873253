using System.Globalization;
using System.Text;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Linting;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Analysis;
using Ringfence.Policy.Tests.Oracles;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>
/// An oracle that shares nothing with the compiler: two policies as formulas over bit vectors (SMT-LIB 2), and z3's answer to whether any packet of the whole 2^128 × 2^8 × 2^16 tells them apart.
/// Runs where <c>z3</c> is installed.
/// </summary>
public sealed class SmtOracleTests
{
    [Fact]
    public async Task Accepted_packets_are_equal_exactly_when_z3_finds_no_packet_between()
    {
        Assert.SkipUnless(Smt.IsInstalled(), "z3 is not installed (Debian package z3).");
        var script = new StringBuilder(Smt.Packet);
        var expected = new List<string>();
        Gen.Select(Gens.Host, Gens.RuleArray, Gen.Int[0, 4]).Sample((policy, other, keep) =>
        {
            // Variants that are often equal: cut, doubled, closed by an explicit drop, or another list altogether.
            var list = policy.Lists["l0"];
            var rules = keep switch
            {
                0 => other,
                1 => list.Rules.IsEmpty ? list.Rules : list.Rules[..^1],
                2 => [.. list.Rules, .. list.Rules],
                3 => [.. list.Rules, Hosts.Rule("0.0.0.0/0", "ALL", false)],
                _ => [.. list.Rules.Take(1), .. list.Rules.Skip(1).Reverse()],
            };
            var one = policy with { Interfaces = Hosts.Host([Hosts.Interface("a", ["l0"], [])], []).Interfaces };
            var two = one.With(list with { Rules = rules });
            lock (expected)
            {
                expected.Add(PacketSet.AcceptedBy(Hosts.Compile(one), "a", Direction.Ingress).Equals(PacketSet.AcceptedBy(Hosts.Compile(two), "a", Direction.Ingress)) ? "unsat" : "sat");
                script.Append(CultureInfo.InvariantCulture, $"(push)(assert (distinct {Formula(one)} {Formula(two)}))(check-sat)(pop)\n");
            }
        }, iter: 150);
        string[] answers = (await Smt.Ask(script.ToString(), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, answers);
        Assert.Contains("sat", answers);
        Assert.Contains("unsat", answers);
    }

    [Fact]
    public async Task A_rule_is_dead_exactly_when_z3_finds_no_packet_that_reaches_it()
    {
        Assert.SkipUnless(Smt.IsInstalled(), "z3 is not installed (Debian package z3).");
        var script = new StringBuilder(Smt.Packet);
        var expected = new List<string>();
        Gens.Host.Sample(policy =>
        {
            var one = policy with { Interfaces = Hosts.Host([Hosts.Interface("a", ["l0", "l1"], [])], []).Interfaces };
            var rules = EffectiveRules.Of(one, "a", Direction.Ingress);
            var dead = EffectiveRules.Lint(rules, Direction.Ingress)
                .Where(finding => finding.Kind is LintKind.Shadowed or LintKind.ShadowedContradicted or LintKind.EmptyReference).Select(finding => finding.Rule).ToHashSet();
            lock (expected)
            {
                for (int i = 0; i < rules.Length; i++)
                {
                    expected.Add(dead.Contains(rules[i]) ? "unsat" : "sat");
                    script.Append(CultureInfo.InvariantCulture, $"(push)(assert (and {Match(rules[i])} (not {Smt.Or(rules.Take(i).Select(Match))})))(check-sat)(pop)\n");
                }
            }
        }, iter: 60);
        string[] answers = (await Smt.Ask(script.ToString(), TestContext.Current.CancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, answers);
        Assert.Contains("sat", answers);
        Assert.Contains("unsat", answers);
    }

    private static string Match(EffectiveRule rule) => $"(and {Smt.Or(rule.Addresses.Ranges.Select(Smt.Address))} {Smt.Or(rule.Services.Services.Select(Smt.Service))})";

    /// <summary>First match as nested if-then-else.</summary>
    private static string Formula(HostPolicy policy)
    {
        string formula = "false";
        foreach (var rule in policy.Lists["l0"].Rules.Reverse())
        {
            string peer = Smt.Or(rule.Addresses?.Ranges.Select(Smt.Address) ?? policy.Sets[rule.AddressSetId!].Addresses.Select(address => Smt.Address(IpRange.Of(IpPrefix.Host(address)))));
            formula = $"(ite (and {peer} {Smt.Or(rule.Services.Services.Select(Smt.Service))}) {(rule.Action == RuleAction.Accept ? "true" : "false")} {formula})";
        }

        return formula;
    }
}
