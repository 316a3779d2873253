using System.Collections.Immutable;
using System.Globalization;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Explanation;
using Ringfence.Policy.Analysis.Linting;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using Ringfence.Policy.Tests.Compilation;

namespace Ringfence.Policy.Tests.Analysis;

/// <summary>
/// Explanations, the evaluator, the compiled tables and packet sets say the same of every packet, and what lint calls dead decides nothing. Random worlds: RINGFENCE_ANALYSIS_WORLDS sets how many.
/// </summary>
public sealed class AgreementTests
{
    private const int PacketsPerWorld = 40;

    private static readonly int Worlds =
        int.TryParse(Environment.GetEnvironmentVariable("RINGFENCE_ANALYSIS_WORLDS"), NumberStyles.None, CultureInfo.InvariantCulture, out int worlds) ? worlds : 3000;

    private static readonly Gen<(HostPolicy Policy, int Choice)> World = Gen.Select(Gens.Host, Gen.Int[0, int.MaxValue]);

    [Fact]
    public void Explanation_evaluator_tables_and_sets_agree() => World.Sample(world =>
    {
        var (policy, choice) = world;
        var tables = Hosts.Compile(policy);
        var (addresses, ports) = (Probes.Addresses(policy), Probes.Ports(policy));
        foreach (string id in policy.Interfaces.Keys)
        {
            foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
            {
                var rules = EffectiveRules.Of(policy, id, direction);
                var groups = policy.Interfaces[id].Lists(direction);
                var accepted = PacketSet.AcceptedBy(tables, id, direction);
                for (int i = 0; i < PacketsPerWorld / policy.Interfaces.Count; i++)
                {
                    uint mixed = unchecked((uint)choice * 2654435761u) + (uint)(i * 40503);
                    var far = addresses[(int)(mixed % addresses.Count)];
                    var protocol = Probes.Protocols[mixed / 7 % Probes.Protocols.Length];
                    ushort port = protocol.HasPorts ? ports[(int)(mixed / 61 % ports.Count)] : (ushort)0;
                    var (action, rule) = PlainEvaluator.Evaluate(policy, id, direction, far, protocol, port);
                    var explanation = PolicyExplainer.Explain(rules, groups, new SamplePacket(far, protocol, port), _ => 1);
                    var compiled = tables.Evaluate(id, direction, far, protocol, port);
                    Assert.Equal((action, rule), (explanation.Action, explanation.Deciding?.Id ?? default));
                    Assert.Equal(action, compiled.Action);
                    Assert.Equal(rule, compiled.RuleIndex == 0 ? default : tables.Interfaces[id].Policy(direction).RuleIds[compiled.RuleIndex]);
                    Assert.Equal(action == RuleAction.Accept, accepted.Contains(far, protocol, port));
                }
            }
        }
    }, iter: Worlds);

    [Fact]
    public void Rules_that_lint_calls_dead_decide_nothing_and_without_them_every_table_is_the_same()
    {
        int dead = 0;
        Sampling.Until(() => dead > 50, () => $"{dead} dead rules", () => World.Sample(world =>
        {
            var (policy, _) = world;
            string id = policy.Interfaces.Keys.Order(StringComparer.Ordinal).First();
            var rules = EffectiveRules.Of(policy, id, Direction.Ingress);
            var findings = EffectiveRules.Lint(rules, Direction.Ingress);
            // A list that is bound twice would lose the rule at both places.
            var gone = findings.Where(one => one.Kind is LintKind.Shadowed or LintKind.ShadowedContradicted or LintKind.EmptyReference).Select(one => one.Rule.Id).ToHashSet();
            if (gone.Count == 0)
                return;
            Interlocked.Add(ref dead, gone.Count);
            var one = Alone(policy, id);
            var without = one with { Lists = one.Lists.ToImmutableDictionary(list => list.Key, list => list.Value with { Rules = list.Value.Rules.RemoveAll(rule => gone.Contains(rule.Id)) }) };
            var (before, after) = (Hosts.Compile(one), Hosts.Compile(without));
            Assert.Equal(PacketSet.AcceptedBy(before, id, Direction.Ingress), PacketSet.AcceptedBy(after, id, Direction.Ingress));
            foreach (var far in Probes.Addresses(one))
            {
                foreach (var protocol in Probes.Protocols)
                {
                    foreach (ushort port in protocol.HasPorts ? Probes.Ports(one) : [0])
                    {
                        var was = Decider(before, id, far, protocol, port);
                        Assert.DoesNotContain(was, gone);
                        Assert.Equal(was, Decider(after, id, far, protocol, port));
                    }
                }
            }
        }, iter: Worlds / 10));
    }

    private static RuleId Decider(HostTables tables, string id, IpAddress far, IpProtocol protocol, ushort port)
    {
        var verdict = tables.Evaluate(id, Direction.Ingress, far, protocol, port);
        return verdict.RuleIndex == 0 ? default : tables.Interfaces[id].Ingress.RuleIds[verdict.RuleIndex];
    }

    /// <summary>The interface's ingress and nothing else of the host.</summary>
    private static HostPolicy Alone(HostPolicy policy, string id) =>
        policy with { Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(id, policy.Interfaces[id] with { EgressLists = [] }) };
}
