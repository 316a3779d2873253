using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class RuleResetTests
{
    private readonly Bench _bench = new();
    private readonly string _group;

    public RuleResetTests()
    {
        _group = _bench.NewGroup();
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"), Bench.Tcp("2"));
        _bench.Add(_group, Direction.Egress, Bench.Tcp("3"));
    }

    [Fact]
    public void Version_zero_clears_both_lists_whatever_is_given()
    {
        Modify(new RuleSetSpec("0", [Bench.Tcp("7")], [Bench.Tcp("no port")]));
        Assert.Equal(("", "", 3L), (_bench.Ports(_group), _bench.Ports(_group, Direction.Egress), _bench.Group(_group).PolicyVersion));
    }

    [Fact]
    public void A_direction_that_is_not_given_stays()
    {
        Modify(Bench.In(Bench.Tcp("7"), Bench.Tcp("6")));
        Assert.Equal(("7 6", "3"), (_bench.Ports(_group), _bench.Ports(_group, Direction.Egress)));
        Modify(new RuleSetSpec(null, [Bench.Tcp("5")], [Bench.Tcp("4")]));
        Assert.Equal(("5", "4"), (_bench.Ports(_group), _bench.Ports(_group, Direction.Egress)));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("99")]
    [InlineData("")]
    [InlineData("soon")]
    public void No_other_version_is_refused_and_the_next_is_one_more(string version)
    {
        Modify(Bench.In(Bench.Tcp("7")) with { Version = version });
        Assert.Equal(3, _bench.Group(_group).PolicyVersion);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Rules_that_stay_as_they_are_keep_id_and_time(bool sort)
    {
        var before = _bench.Group(_group).Ingress;
        _bench.Now += TimeSpan.FromHours(1);
        _bench.Do(new ModifySecurityGroupPolicies(_group, Bench.In(Bench.Tcp("9"), Bench.Tcp("2", 0), Bench.Tcp("1") with { Description = "changed" }), sort));
        var after = _bench.Group(_group).Ingress;
        Assert.Equal("9 2 1", _bench.Ports(_group));
        Assert.Equal(before[1], after[1]);
        Assert.Equal([_bench.Now, Bench.Start, _bench.Now], after.Select(rule => rule.ModifiedAt));
        Assert.Equal([4, 2, 5], after.Select(rule => rule.Rule.Id.Value));
    }

    [Fact]
    public void The_same_lists_again_are_the_next_version()
    {
        var before = _bench.Group(_group);
        Modify(Bench.In(Bench.Tcp("1"), Bench.Tcp("2")));
        Assert.Equal(before.Ingress, _bench.Group(_group).Ingress.AsEnumerable());
        Assert.Equal(3, _bench.Group(_group).PolicyVersion);
    }

    [Fact]
    public void A_bad_list_changes_nothing()
    {
        Refused(RuleSetSpec.Empty, RefusalKind.Missing);
        Refused(new RuleSetSpec(null, [Bench.Tcp("7"), Bench.Tcp("7")], [Bench.Tcp("x")]), RefusalKind.DuplicateRule, RefusalKind.InvalidValue);
        Refused(Bench.In([.. Enumerable.Range(1, 101).Select(port => Bench.Tcp($"{port}"))]), RefusalKind.RuleQuota);
        Assert.Equal(2, _bench.Group(_group).PolicyVersion);
    }

    private void Modify(RuleSetSpec set) => _bench.Do(new ModifySecurityGroupPolicies(_group, set, false));

    private void Refused(RuleSetSpec set, params RefusalKind[] kinds) => _bench.Refused(new ModifySecurityGroupPolicies(_group, set, false), kinds);
}
