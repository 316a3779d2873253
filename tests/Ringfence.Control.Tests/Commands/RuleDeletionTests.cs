using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class RuleDeletionTests
{
    private readonly Bench _bench = new();
    private readonly string _group;

    public RuleDeletionTests() => _group = _bench.NewGroup();

    [Fact]
    public void Indexes_mean_the_numbering_before_the_call()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"), Bench.Tcp("2"), Bench.Tcp("3"));
        Delete(Bench.At(1), Bench.At(0));
        Assert.Equal("3", _bench.Ports(_group));
        Assert.Equal(2, _bench.Group(_group).PolicyVersion);
    }

    [Fact]
    public void Indexes_that_name_no_rule_or_one_twice_are_refused()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"), Bench.Tcp("2"));
        Refused(RefusalKind.Duplicate, Bench.At(1), Bench.At(1));
        Refused(RefusalKind.OutOfRange, Bench.At(2), Bench.At(0));
        Refused(RefusalKind.OutOfRange, Bench.At(-1));
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, Bench.Set(Direction.Egress, null, Bench.At(0))), RefusalKind.OutOfRange);
    }

    [Fact]
    public void Content_matches_after_normalisation()
    {
        _bench.Add(_group, Direction.Ingress, new RuleSpec { Protocol = "ICMP", CidrBlock = "1.1.1.1/32", Action = "ACCEPT", Description = "ping" });
        Delete(new RuleSpec { Action = "Accept", Protocol = "icmp", CidrBlock = "1.1.1.1/32", Port = "all" });
        Assert.Empty(_bench.Group(_group).Ingress);
    }

    [Fact]
    public void A_missing_protocol_or_port_means_ALL_and_is_no_wildcard()
    {
        var all = new RuleSpec { CidrBlock = "10.0.0.0/8", Action = "ACCEPT" };
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("80"), all);
        Delete(all);
        Assert.Equal("80", _bench.Ports(_group));
        Refused(RefusalKind.RuleNotFound, all);
        Refused(RefusalKind.RuleNotFound, new RuleSpec { Protocol = "tcp", CidrBlock = "10.0.0.0/8", Action = "ACCEPT" });
    }

    [Fact]
    public void A_rule_is_not_found_by_another_text_action_peer_or_description()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("80") with { Description = "web" });
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80") with { CidrBlock = "10.0.0.1/8" });
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80") with { Action = "DROP" });
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80") with { CidrBlock = null });
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80") with { CidrBlock = null, SecurityGroupId = "sg-zzzzzzzz" });
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80") with { Description = "other" });
        Delete(Bench.Tcp("80") with { Description = "web" });
    }

    [Fact]
    public void Each_item_takes_the_topmost_rule_that_is_left()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("80") with { Description = "a" }, Bench.Tcp("80") with { Description = "b" }, Bench.Tcp("80") with { Description = "c" });
        Delete(Bench.Tcp("80"));
        Assert.Equal(["b", "c"], _bench.Group(_group).Ingress.Select(rule => rule.Description));
        Refused(RefusalKind.RuleNotFound, Bench.Tcp("80"), Bench.Tcp("80"), Bench.Tcp("80"));
        Delete(Bench.Tcp("80"), Bench.Tcp("80"));
    }

    [Fact]
    public void Index_and_content_do_not_mix()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"), Bench.Tcp("2"));
        Refused(RefusalKind.InvalidValue, Bench.At(0), Bench.Tcp("2"));
        Refused(RefusalKind.InvalidValue, Bench.Tcp("2"), Bench.At(0));
        Refused(RefusalKind.InvalidValue, Bench.Tcp("2", 1));
    }

    [Fact]
    public void One_bad_item_keeps_all_rules_and_all_are_told()
    {
        _bench.Add(_group, Direction.Ingress, Bench.Tcp("1"));
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, Bench.In(Bench.At(0), Bench.At(5), Bench.At(6))), RefusalKind.OutOfRange, RefusalKind.OutOfRange);
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, new RuleSetSpec("0", [Bench.At(0)], [])), RefusalKind.VersionMismatch);
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, new RuleSetSpec(null, [Bench.At(0)], [Bench.At(0)])), RefusalKind.Coexist);
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, RuleSetSpec.Empty), RefusalKind.Missing);
        _bench.Refused(new DeleteSecurityGroupPolicies(_group, Bench.In(new RuleSpec())), RefusalKind.Missing);
        _bench.Refused(new DeleteSecurityGroupPolicies("sg-zzzzzzzz", Bench.In(Bench.At(0))), RefusalKind.GroupNotFound);
    }

    private void Delete(params RuleSpec[] rules) => _bench.Do(new DeleteSecurityGroupPolicies(_group, Bench.In(rules)));

    private void Refused(RefusalKind kind, params RuleSpec[] rules) => _bench.Refused(new DeleteSecurityGroupPolicies(_group, Bench.In(rules)), kind);
}
