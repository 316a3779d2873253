using CsCheck;
using Ringfence.Control.Analysis;
using Ringfence.Control.Distribution;
using Ringfence.Control.Guards;
using Ringfence.Control.Tests.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Explanation;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Observing;

/// <summary>Groups that are enforced and observed at random: whatever says what an interface does says what the evaluator says.</summary>
public sealed class GroupModeAgreementTests
{
    [Fact]
    public void Evaluator_table_packet_sets_explanations_and_guards_agree_whatever_the_modes()
    {
        int open = 0, mixed = 0, accepted = 0, dropped = 0;
        Sampling.Until(() => open > 50 && mixed > 50 && accepted > 1000 && dropped > 1000, () => $"{open} open, {mixed} mixed, {accepted} accepted, {dropped} dropped", () => GuardWorlds.Revisions.Sample(revisions =>
        {
            var world = GuardWorlds.Start;
            var builder = new HostPolicyBuilder(world);
            builder.Add("h1");
            foreach (var changes in revisions)
            {
                var revision = new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes]);
                builder.Advance(world = world.Apply(revision), [revision]);
            }

            var tables = Assert.IsType<Compiled>(HostCompiler.Compile(builder["h1"])).Tables;
            var compiled = CompiledWorld.Of(world, world.Interfaces.Values, out _)!;
            var (effective, guards) = (new EffectivePolicies(world), new GuardView(world));
            foreach (var one in world.Interfaces.Values)
            {
                int observed = one.SecurityGroupIds.Count(id => world.Groups[id].Mode == GroupMode.Observe);
                if (observed > 0)
                    Interlocked.Increment(ref observed == one.SecurityGroupIds.Length ? ref open : ref mixed);
                foreach (var direction in new[] { Direction.Ingress, Direction.Egress })
                {
                    var rules = effective.Of(one, direction);
                    var grid = RuleGrid.Of(rules).Accepted();
                    var groups = one.SecurityGroupIds.Length == observed ? one.SecurityGroupIds : [.. one.SecurityGroupIds.Where(id => world.Groups[id].Mode == GroupMode.Enforce)];
                    foreach (var far in GuardWorlds.Addresses)
                    {
                        foreach (var (protocol, port) in GuardWorlds.Services)
                        {
                            var expected = PolicyEvaluator.Evaluate(world.BoundGroups(one), direction, far, protocol, port, one.VpcId, world.Membership, world.TemplateContents);
                            Assert.Equal(expected.IsAccepted, tables.Evaluate(one.Id, direction, far, protocol, port).IsAccepted);
                            Assert.Equal(expected.IsAccepted, compiled.Accepted(one, direction).Contains(far, protocol, port));
                            Assert.Equal(expected.IsAccepted, grid.Contains(far, protocol, port));
                            Assert.Equal(expected.IsAccepted, guards.Accepted(one.SecurityGroupIds, direction, GroupsOf(world, one.VpcId, far)).Contains(far, protocol, port));
                            var explained = PolicyExplainer.Explain(rules, groups, new SamplePacket(far, protocol, port), group => world.InterfacesByGroup.GetValueOrDefault(group, []).Count);
                            Assert.Equal((expected.Action, expected.Reason, expected.Reason == VerdictReason.Rule), (explained.Action, explained.Reason, explained.Deciding is not null));
                            Interlocked.Increment(ref expected.IsAccepted ? ref accepted : ref dropped);
                        }
                    }
                }
            }
        }, iter: 300));
    }

    /// <summary>The groups that whoever has an address is a member of, observed or not.</summary>
    private static System.Collections.Immutable.ImmutableArray<string> GroupsOf(World world, string vpcId, Policy.Addressing.IpAddress far) =>
        [.. world.Groups.Keys.Where(id => world.Membership.IsMember(id, vpcId, far))];
}
