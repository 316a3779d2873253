using CsCheck;
using Ringfence.Control.Analysis;
using Ringfence.Control.Tests.Guards;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Analysis;

public sealed class WorldExposureTests
{
    [Fact]
    public void Each_finding_is_at_just_the_interfaces_where_its_rule_lets_the_outside_in()
    {
        int found = 0;
        Sampling.Until(() => found > 200, () => $"{found} found", () => GuardWorlds.Revisions.Sample(revisions =>
        {
            var world = GuardWorlds.Start.Tentative([.. revisions.SelectMany(changes => changes)]);
            var exposures = WorldExposure.Of(world, GuardWorlds.Scope);
            Assert.Equal(exposures.OrderByDescending(one => one.Finding.Severity), exposures);

            // One by one, whatever they share.
            var policies = new EffectivePolicies(world);
            var expected = world.Interfaces.Values.SelectMany(
                one => ExposureAnalyzer.Analyze(policies.Of(one, Direction.Ingress)), (one, finding) => $"{one.Id} {finding.Severity} {finding.Rule.Id} {finding.Services} {finding.Family}").Distinct();
            var told = exposures.SelectMany(one => one.InterfaceIds, (one, id) => $"{id} {one.Finding.Severity} {one.Finding.Rule.Id} {one.Finding.Services} {one.Finding.Family}");
            Assert.Equal(expected.Order(StringComparer.Ordinal), told.Order(StringComparer.Ordinal));

            foreach (var (finding, interfaces) in exposures)
            {
                foreach (var one in interfaces.Select(id => world.Interfaces[id]))
                {
                    var verdict = PolicyEvaluator.Evaluate(
                        world.BoundGroups(one), Direction.Ingress, finding.Sample.Far, finding.Sample.Protocol, finding.Sample.Port, one.VpcId, world.Membership, world.TemplateContents);
                    Assert.Equal((true, finding.Rule.Id), (verdict.IsAccepted, verdict.RuleId));
                    Interlocked.Increment(ref found);
                }
            }
        }, iter: 500));
    }
}
