using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Analysis.Effective;

namespace Ringfence.Policy.Tests.Analysis;

public sealed class RuleGridTests
{
    [Fact]
    public void What_a_grid_accepts_is_what_its_rules_accept_packet_by_packet() => EffectiveRules.Policy.Sample(rules =>
    {
        var accepted = RuleGrid.Of(rules).Accepted();
        foreach (var (far, protocol, port) in EffectiveRules.Edges(rules))
            Assert.Equal(EffectiveRules.Accepts(rules, far, protocol, port), accepted.Contains(far, protocol, port));
    }, iter: 300);

    /// <summary>More rules and columns than a word has bits.</summary>
    [Fact]
    public void What_a_large_grid_accepts_is_what_its_rules_accept_set_by_set() => EffectiveRules.Policy.Array[12].Sample(policies =>
    {
        ImmutableArray<EffectiveRule> rules = [.. policies.SelectMany(rules => rules)];
        Assert.Equal(EffectiveRules.Accepted(rules), RuleGrid.Of(rules).Accepted());
    }, iter: 200);

    [Fact]
    public void Sets_overlap_exactly_when_their_intersection_holds_a_packet() => Gen.Select(EffectiveRules.Policy, EffectiveRules.Policy).Sample((one, two) =>
    {
        var (left, right) = (RuleGrid.Of(one).Accepted(), RuleGrid.Of(two).Accepted());
        Assert.Equal(!left.Intersect(right).IsEmpty, left.Overlaps(right));
    }, iter: 500);

    [Fact]
    public void The_services_of_a_row_are_those_of_its_packets() => Gen.Select(EffectiveRules.Policy, EffectiveRules.Policy).Sample((one, two) =>
    {
        var (left, right) = (RuleGrid.Of(one).Accepted(), RuleGrid.Of(two).Accepted());
        foreach (var far in EffectiveRules.Edges(one).Select(packet => packet.Far).Distinct().Take(20))
        {
            var (ours, theirs) = (left.PointsOf(left.RowOf(far)), right.PointsOf(right.RowOf(far)));
            foreach (var (points, set) in new[] { (ours.Intersect(theirs), left.Intersect(right)), (ours.Except(theirs), left.Except(right)) })
            {
                Assert.Equal(set.ServicesOf(far).IsEmpty, points.IsEmpty);
                if (!points.IsEmpty)
                    Assert.True(set.Contains(far, points.Sample().Protocol, points.Sample().Port));
            }
        }
    }, iter: 200);
}
