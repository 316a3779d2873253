using CsCheck;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Observing;
using Ringfence.Control.Tests.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Observing;

public sealed class ObservedPolicyTests
{
    [Fact]
    public void A_flow_would_be_dropped_exactly_when_the_evaluator_accepts_its_first_packet_now_and_not_after_the_change()
    {
        int dropped = 0, kept = 0;
        Sampling.Until(() => dropped > 100 && kept > 100, () => $"{dropped} dropped, {kept} kept", () => Gen.Select(GuardWorlds.Revisions, GuardWorlds.Revisions).Sample((present, change) =>
        {
            var now = Apply(GuardWorlds.Start, present);
            var then = Apply(now, change);
            var policy = new ObservedPolicy(now, then);
            foreach (var one in now.Interfaces.Values)
            {
                foreach (var (far, direction) in GuardWorlds.Addresses.SelectMany(far => new[] { (far, Direction.Ingress), (far, Direction.Egress) }))
                {
                    foreach (var (protocol, port) in GuardWorlds.Services)
                    {
                        var flow = new ObservedFlow(
                            one.Id, direction, protocol, IpAddress.V4(1), direction == Direction.Ingress ? port : (ushort)5000, far, direction == Direction.Ingress ? (ushort)5000 : port, "", null, null, null, null, true);
                        var (before, after) = (Judge(now, one.Id, flow, port), Judge(then, one.Id, flow, port));
                        bool expected = before?.IsAccepted == true && after?.IsAccepted == false;
                        Assert.Equal(expected, policy.WouldDrop(one.Host, flow, out var rule));
                        if (expected)
                            Assert.Equal(after!.Value.Reason == VerdictReason.Rule ? after.Value.RuleId : null, rule);
                        Interlocked.Increment(ref expected ? ref dropped : ref kept);
                    }
                }
            }
        }, iter: 150));
    }

    private static Verdict? Judge(World world, string id, ObservedFlow flow, ushort port) => world.Interfaces.TryGetValue(id, out var one)
        ? PolicyEvaluator.Evaluate(world.BoundGroups(one), flow.Opened, flow.Remote, flow.Protocol, port, one.VpcId, world.Membership, world.TemplateContents)
        : null;

    private static World Apply(World world, Change[][] revisions)
    {
        foreach (var changes in revisions)
            world = world.Apply(new Revision(world.Revision + 1, default, new Origin("", "", "", ""), [.. changes]));
        return world;
    }
}
