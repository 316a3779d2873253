using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class GroupTests
{
    private static readonly RuleSpec Tcp22 = Bench.Tcp("22");
    private readonly Bench _bench = new();

    [Fact]
    public void A_new_group_has_no_rules_and_version_zero()
    {
        var group = _bench.Group(_bench.NewGroup());
        Assert.Matches("^sg-[a-z0-9]{8}$", group.Id);
        Assert.Equal(("0", 0L, false), (group.ProjectId, group.PolicyVersion, group.IsDefault));
        Assert.Empty(group.Ingress);
        Assert.Empty(group.Egress);
    }

    [Fact]
    public void A_group_made_with_rules_has_them_in_order_at_version_one()
    {
        var set = new RuleSetSpec("77", [Bench.Tcp("1", 0), Bench.Tcp("2", 1)], [Bench.Tcp("3")]);
        var group = _bench.Do(new CreateSecurityGroup("web", "", "12", [new Tag("k", "v")], set));
        Assert.Equal((1L, "1 2", "3"), (group.PolicyVersion, _bench.Ports(group.Id), _bench.Ports(group.Id, Direction.Egress)));
        Assert.Equal([1, 2, 3], group.Ingress.AddRange(group.Egress).Select(rule => rule.Rule.Id.Value));
        Assert.Equal(("12", 3L), (group.ProjectId, _bench.World.LastRuleId));
    }

    [Theory]
    [InlineData(RefusalKind.InvalidValue, 0L, 2L)]
    [InlineData(RefusalKind.InvalidValue, 0L, null)]
    [InlineData(RefusalKind.InvalidValue, 1L, 0L)]
    [InlineData(RefusalKind.OutOfRange, -1L, -1L)]
    public void Indexes_of_a_new_group_are_absent_the_same_or_counting(RefusalKind kind, long? first, long? second) =>
        _bench.Refused(Create(Bench.Tcp("1", first), Bench.Tcp("2", second)), kind);

    [Fact]
    public void No_group_is_made_when_a_rule_is_bad() => _bench.Refused(
        Create(Tcp22, Tcp22, Bench.Tcp("70000"), Bench.FromGroup("sg-zzzzzzzz")),
        RefusalKind.DuplicateRule, RefusalKind.InvalidValue, RefusalKind.GroupNotFound);

    [Fact]
    public void Names_descriptions_projects_and_tags_have_limits()
    {
        _bench.Do(new CreateSecurityGroup(string.Concat(Enumerable.Repeat("安", 60)), new string('d', 100), "", [], null));
        _bench.Refused(new CreateSecurityGroup("", new string('d', 101), "x", [new Tag("k", "1"), new Tag("k", "2"), new Tag("", "")], null),
            RefusalKind.Missing, RefusalKind.TooLong, RefusalKind.InvalidValue, RefusalKind.Duplicate, RefusalKind.Missing);
        _bench.Refused(new CreateSecurityGroup(new string('n', 61), "", "01", [], null), RefusalKind.TooLong, RefusalKind.InvalidValue);
        _bench.Refused(new CreateSecurityGroup("a\u0007", "\udc00", null, [], null), RefusalKind.InvalidValue, RefusalKind.InvalidValue);
    }

    [Fact]
    public void The_default_group_is_made_once_per_project_and_lets_all_IPv4_through()
    {
        var group = _bench.Do(new CreateDefaultSecurityGroup(null));
        Assert.Equal(("default", "System created security group", true, 1L), (group.Name, group.Description, group.IsDefault, group.PolicyVersion));
        foreach (var rules in new[] { group.Ingress, group.Egress })
            Assert.Equal((new RuleText("ALL", "ALL", "0.0.0.0/0", "", ""), RuleAction.Accept), (Assert.Single(rules).Text, rules[0].Rule.Action));

        var again = _bench.Try(new CreateDefaultSecurityGroup("0"));
        Assert.Equal(group.Id, again.Value!.Id);
        Assert.Empty(again.Changes);
        Assert.NotEqual(group.Id, _bench.Do(new CreateDefaultSecurityGroup("1")).Id);
        Assert.NotEqual(group.Id, _bench.Do(new CreateDefaultSecurityGroup("0"), new Scope("2", "ap-guangzhou")).Id);
        _bench.Refused(new DeleteSecurityGroup(group.Id), RefusalKind.DefaultGroup);
    }

    [Fact]
    public void The_fifty_first_group_of_a_project_is_refused()
    {
        for (int i = 0; i < 50; i++)
            _bench.NewGroup();
        _bench.Refused(Create(), RefusalKind.GroupQuota);
        _bench.Refused(new CreateDefaultSecurityGroup(null), RefusalKind.GroupQuota);
        _bench.Refused(new RegisterInstances([new InstanceSpec { NetworkInterfaces = [_bench.NewCard()] }], "here"), RefusalKind.GroupQuota);
        _bench.NewGroup("1");
        _bench.NewGroup(scope: Bench.Home with { Region = "eu-frankfurt" });
    }

    [Fact]
    public void A_group_is_renamed_and_described_and_says_when()
    {
        string id = _bench.NewGroup();
        _bench.Now += TimeSpan.FromHours(1);
        _bench.Do(new ModifySecurityGroupAttribute(id, "new", null));
        Assert.Equal(("new", "", _bench.Now), (_bench.Group(id).Name, _bench.Group(id).Description, _bench.Group(id).UpdatedAt));
        Assert.Empty(_bench.Try(new ModifySecurityGroupAttribute(id, "new", "")).Changes);
        _bench.Refused(new ModifySecurityGroupAttribute(id, "", new string('d', 101)), RefusalKind.Missing, RefusalKind.TooLong);
        _bench.Refused(new ModifySecurityGroupAttribute("sg-zzzzzzzz", "x", null), RefusalKind.GroupNotFound);
        _bench.Refused(new ModifySecurityGroupAttribute("sg-1", "x", null), RefusalKind.Malformed);
    }

    [Fact]
    public void A_group_of_another_account_or_region_does_not_exist()
    {
        string id = _bench.NewGroup();
        foreach (var scope in new[] { Bench.Home with { Account = "2" }, Bench.Home with { Region = "eu-frankfurt" } })
            Assert.Equal(RefusalKind.GroupNotFound, Assert.Single(_bench.Try(new DeleteSecurityGroup(id), scope).Refusals).Kind);
    }

    [Fact]
    public void A_group_that_another_one_references_is_deleted_only_after_the_rule()
    {
        string peer = _bench.NewGroup(), other = _bench.NewGroup();
        _bench.Add(peer, Direction.Ingress, Bench.FromGroup(peer));
        _bench.Add(other, Direction.Egress, Bench.FromGroup(peer));
        _bench.Refused(new DeleteSecurityGroup(peer), RefusalKind.GroupInUse);
        _bench.Do(new DeleteSecurityGroupPolicies(other, Bench.Set(Direction.Egress, null, Bench.At(0))));
        _bench.Do(new DeleteSecurityGroup(peer));
        Assert.False(_bench.World.Groups.ContainsKey(peer));
    }

    [Fact]
    public void A_bound_group_cannot_be_deleted()
    {
        string id = _bench.NewGroup();
        var instance = _bench.NewInstance(id);
        _bench.Refused(new DeleteSecurityGroup(id), RefusalKind.GroupInUse);
        _bench.Do(new DeregisterInstances([instance.Id]));
        _bench.Do(new DeleteSecurityGroup(id));
    }

    private static CreateSecurityGroup Create(params RuleSpec[] ingress) => new("web", "", null, [], Bench.In(ingress));
}
