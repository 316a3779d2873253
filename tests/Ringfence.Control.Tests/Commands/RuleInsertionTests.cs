using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class RuleInsertionTests
{
    private readonly Bench _bench = new();
    private readonly string _group;

    public RuleInsertionTests() => _group = _bench.NewGroup();

    [Fact]
    public void Rules_without_an_index_go_to_the_end()
    {
        Insert(Bench.Tcp("22"));
        Insert(new RuleSpec { Protocol = "udp", Port = "53", CidrBlock = "8.8.8.8", Action = "ACCEPT" });
        Assert.Equal("22 53", _bench.Ports(_group));
        Assert.Equal(2, _bench.Group(_group).PolicyVersion);
        Assert.Empty(_bench.Group(_group).Egress);
    }

    [Fact]
    public void A_rule_at_index_zero_goes_on_top()
    {
        Insert(Bench.Tcp("22"), Bench.Tcp("53"));
        Insert(Bench.Tcp("443", 0));
        Assert.Equal("443 22 53", _bench.Ports(_group));
    }

    [Fact]
    public void A_batch_keeps_its_order_at_its_index()
    {
        Insert(Bench.Tcp("443"), Bench.Tcp("22"), Bench.Tcp("53"));
        Insert(Bench.Tcp("1", 1), Bench.Tcp("2", 1));
        Assert.Equal("443 1 2 22 53", _bench.Ports(_group));
    }

    [Fact]
    public void The_index_after_the_last_rule_appends_and_a_later_one_is_refused()
    {
        Insert(Bench.Tcp("1"));
        Insert(Bench.Tcp("2", 1));
        Assert.Equal("1 2", _bench.Ports(_group));
        Refused(Bench.In(Bench.Tcp("3", 3)), RefusalKind.OutOfRange);
        Refused(Bench.In(Bench.Tcp("3", -1)), RefusalKind.OutOfRange);
        Refused(Bench.In(Bench.Tcp("3", long.MaxValue)), RefusalKind.OutOfRange);
    }

    [Fact]
    public void Different_indexes_in_one_call_are_refused()
    {
        Refused(Bench.In(Bench.Tcp("1", 0), Bench.Tcp("2", 1)), RefusalKind.InvalidValue);
        Refused(Bench.In(Bench.Tcp("1", 0), Bench.Tcp("2")), RefusalKind.InvalidValue);
        Refused(Bench.In(Bench.Tcp("1"), Bench.Tcp("2", 0)), RefusalKind.InvalidValue);
    }

    [Fact]
    public void Exactly_one_direction_is_given()
    {
        Refused(new RuleSetSpec(null, [Bench.Tcp("1")], [Bench.Tcp("1")]), RefusalKind.Coexist);
        Refused(RuleSetSpec.Empty, RefusalKind.Missing);
    }

    [Fact]
    public void A_stale_version_is_refused_and_the_present_one_is_not()
    {
        Insert(Bench.Tcp("1"));
        Refused(Bench.In(Bench.Tcp("2")) with { Version = "0" }, RefusalKind.VersionMismatch);
        Refused(Bench.In(Bench.Tcp("2")) with { Version = "latest" }, RefusalKind.InvalidValue);
        _bench.Do(new CreateSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("2")) with { Version = "1" }));
        _bench.Do(new CreateSecurityGroupPolicies(_group, Bench.In(Bench.Tcp("3")) with { Version = "" }));
        Assert.Equal(3, _bench.Group(_group).PolicyVersion);
    }

    [Fact]
    public void The_same_rule_twice_is_a_duplicate_unless_its_description_differs()
    {
        Insert(Bench.Tcp("80"));
        Refused(Bench.In(Bench.Tcp("80")), RefusalKind.DuplicateRule);
        Refused(Bench.In(Bench.Tcp("80") with { Protocol = "tcp", Action = "accept", CidrBlock = "10.9.9.9/8" }), RefusalKind.DuplicateRule);
        Refused(Bench.In(Bench.Tcp("81"), Bench.Tcp("81")), RefusalKind.DuplicateRule);
        Insert(Bench.Tcp("80") with { Description = "another" });
        Insert(Bench.Tcp("80") with { Action = "DROP" });
        _bench.Add(_group, Direction.Egress, Bench.Tcp("80"));
        Assert.Equal(3, _bench.Group(_group).Ingress.Length);
    }

    [Fact]
    public void Nothing_is_inserted_when_one_rule_is_bad_and_each_fault_is_told()
    {
        var decision = Refused(Bench.In(Bench.Tcp("1"), Bench.Tcp("0-70000"), Bench.Tcp("3") with { CidrBlock = "x" }), RefusalKind.InvalidValue, RefusalKind.Malformed);
        Assert.Equal(["Ingress.1.Port", "Ingress.2.CidrBlock"], decision.Refusals.Select(refusal => refusal.Parameter));
        Assert.Empty(_bench.Group(_group).Ingress);
    }

    [Fact]
    public void The_hundred_and_first_rule_of_a_direction_is_refused()
    {
        Insert([.. Enumerable.Range(1, 100).Select(port => Bench.Tcp($"{port}"))]);
        Refused(Bench.In(Bench.Tcp("101")), RefusalKind.RuleQuota);
        _bench.Add(_group, Direction.Egress, Bench.Tcp("101"));
    }

    [Fact]
    public void The_eleventh_rule_that_names_a_group_is_refused_whatever_its_direction()
    {
        Insert([.. Enumerable.Range(1, 5).Select(port => Bench.FromGroup(_group, $"{port}"))]);
        _bench.Add(_group, Direction.Egress, [.. Enumerable.Range(1, 5).Select(port => Bench.FromGroup(_group, $"{port}"))]);
        Refused(Bench.In(Bench.FromGroup(_group, "11")), RefusalKind.ReferenceRuleQuota);
    }

    [Fact]
    public void A_group_over_a_lowered_limit_may_shrink_but_not_grow()
    {
        Insert([.. Enumerable.Range(1, 5).Select(port => Bench.Tcp($"{port}"))]);
        _bench.Quotas = new Quotas { RulesPerDirection = 2, ExpandedRules = 3 };
        _bench.Do(new DeleteSecurityGroupPolicies(_group, Bench.In(Bench.At(4))));
        _bench.Do(new ReplaceSecurityGroupPolicy(_group, Bench.In(Bench.Tcp("9", 0)), null));
        Refused(Bench.In(Bench.Tcp("10")), RefusalKind.RuleQuota, RefusalKind.ExpandedRuleQuota);
    }

    [Fact]
    public void Naming_a_group_with_too_many_members_is_refused()
    {
        string peer = _bench.NewGroup();
        _bench.Quotas = new Quotas { ReferencedGroupMembers = 1 };
        _bench.NewInstance(peer);
        Insert(Bench.FromGroup(peer));
        string big = _bench.NewGroup();
        _bench.NewInstance(big);
        _bench.NewInstance(big);
        Refused(Bench.In(Bench.FromGroup(big)), RefusalKind.MembersOfReferencedGroupQuota);
    }

    [Fact]
    public void Rule_ids_are_never_given_again()
    {
        Insert(Bench.Tcp("1"), Bench.Tcp("2"));
        _bench.Do(new DeleteSecurityGroupPolicies(_group, Bench.In(Bench.At(1))));
        Insert(Bench.Tcp("3"));
        Assert.Equal([1, 3], _bench.Group(_group).Ingress.Select(rule => rule.Rule.Id.Value));
    }

    private void Insert(params RuleSpec[] rules) => _bench.Add(_group, Direction.Ingress, rules);

    private Decision<Nothing> Refused(RuleSetSpec set, params RefusalKind[] kinds) => _bench.Refused(new CreateSecurityGroupPolicies(_group, set), kinds);
}
