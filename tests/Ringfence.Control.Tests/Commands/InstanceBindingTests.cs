using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Commands;

public sealed class InstanceBindingTests
{
    private readonly Bench _bench = new();
    private readonly string _a;
    private readonly string _b;

    public InstanceBindingTests() => (_a, _b) = (_bench.NewGroup(), _bench.NewGroup());

    [Fact]
    public void A_group_is_appended_as_the_lowest_priority_and_only_once()
    {
        var one = _bench.NewInstance(_a);
        var two = _bench.NewInstance(_b);
        _bench.Do(new AssociateInstances([_b, _b], [one.Id, $" {one.Id} ", two.Id]));
        Assert.Equal([_a, _b], Groups(one));
        Assert.Equal([_b], Groups(two));
        Assert.Empty(_bench.Try(new AssociateInstances([_b], [one.Id, two.Id])).Changes);
    }

    [Fact]
    public void Associate_takes_one_group_and_at_most_a_hundred_instances()
    {
        var one = _bench.NewInstance(_a);
        _bench.Refused(new AssociateInstances([_a, _b], [one.Id]), RefusalKind.TooMany);
        _bench.Refused(new AssociateInstances([], []), RefusalKind.Missing, RefusalKind.Missing);
        _bench.Refused(new AssociateInstances([_b], [.. Enumerable.Repeat(one.Id, 101)]), RefusalKind.TooMany);
        _bench.Refused(new AssociateInstances(["sg-zzzzzzzz"], ["ins-zzzzzzzz", "i-1", one.Id]), RefusalKind.GroupNotFound, RefusalKind.InstanceNotFound, RefusalKind.Malformed);
        Assert.Equal([_a], Groups(one));
    }

    [Fact]
    public void Nothing_is_bound_across_scopes()
    {
        var elsewhere = Bench.Home with { Region = "eu-frankfurt" };
        string foreign = _bench.NewGroup(scope: elsewhere);
        var mine = _bench.NewInstance(_a);
        _bench.Refused(new AssociateInstances([foreign], [mine.Id]), RefusalKind.GroupNotFound);
        Assert.Equal(RefusalKind.InstanceNotFound, Assert.Single(_bench.Try(new AssociateInstances([foreign], [mine.Id]), elsewhere).Refusals).Kind);
    }

    [Fact]
    public void The_sixth_group_of_an_instance_is_refused_and_nobody_else_is_bound()
    {
        var groups = Enumerable.Range(0, 6).Select(_ => _bench.NewGroup()).ToArray();
        var full = _bench.NewInstance(groups[..5]);
        var free = _bench.NewInstance(_a);
        _bench.Refused(new AssociateInstances([groups[5]], [free.Id, full.Id]), RefusalKind.GroupsPerInstanceQuota);
        _bench.Refused(new ModifyInstances([free.Id], null, [.. groups]), RefusalKind.GroupsPerInstanceQuota);
        _bench.Refused(new RegisterInstances([new InstanceSpec { SecurityGroupIds = [.. groups], NetworkInterfaces = [_bench.NewCard()] }], "here"), RefusalKind.GroupsPerInstanceQuota);
    }

    [Fact]
    public void A_group_takes_no_more_instances_than_its_quota()
    {
        _bench.Quotas = new Quotas { InstancesPerGroup = 2 };
        string[] instances = [_bench.NewInstance(_a).Id, _bench.NewInstance(_a).Id];
        var third = _bench.NewInstance(_b);
        _bench.Refused(new AssociateInstances([_a], [third.Id]), RefusalKind.InstancesPerGroupQuota);
        _bench.Do(new DeregisterInstances([instances[0]]));
        _bench.Do(new AssociateInstances([_a], [third.Id]));
        _bench.Refused(new RegisterInstances([new InstanceSpec { SecurityGroupIds = [_a], NetworkInterfaces = [_bench.NewCard()] }], "here"), RefusalKind.InstancesPerGroupQuota);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_group_that_a_rule_names_takes_no_more_members_than_its_quota(bool byItself)
    {
        _bench.Add(byItself ? _a : _b, Direction.Ingress, Bench.FromGroup(_a));
        _bench.Quotas = new Quotas { ReferencedGroupMembers = 1, ReferencedGroupServices = 1 };
        _bench.NewInstance(_a);
        var other = _bench.NewInstance(_b);
        _bench.Refused(new AssociateInstances([_a], [other.Id]), RefusalKind.MembersOfReferencedGroupQuota);
        _bench.Refused(new ModifyInterface(_bench.Primary(other).Id, null, null, [_a]), RefusalKind.MembersOfReferencedGroupQuota);
        _bench.Refused(Register(null), RefusalKind.MembersOfReferencedGroupQuota);
        _bench.Do(Register("CLB"));
        _bench.Refused(Register("CDB"), RefusalKind.MembersOfReferencedGroupQuota);
    }

    [Fact]
    public void A_group_is_taken_away_but_never_the_last_one()
    {
        var one = _bench.NewInstance(_a, _b);
        var two = _bench.NewInstance(_b);
        _bench.Refused(new DisassociateInstances([_b], [one.Id, two.Id]), RefusalKind.LastGroup);
        _bench.Do(new DisassociateInstances([_b], [one.Id]));
        Assert.Equal([_a], Groups(one));
        Assert.Empty(_bench.Try(new DisassociateInstances([_b], [one.Id])).Changes);
        _bench.Refused(new DisassociateInstances([_a, _b], [one.Id]), RefusalKind.TooMany);
    }

    [Fact]
    public void The_full_list_is_set_in_its_order()
    {
        var one = _bench.NewInstance(_a, _b);
        _bench.Do(new ModifyInstances([one.Id, one.Id], null, [_b, _a]));
        Assert.Equal([_b, _a], Groups(one));
        Assert.Empty(_bench.Try(new ModifyInstances([one.Id], null, [_b, _a])).Changes);
        _bench.Refused(new ModifyInstances([one.Id], null, []), RefusalKind.InvalidValue);
        _bench.Refused(new ModifyInstances([one.Id], null, [_b, _b]), RefusalKind.Duplicate);
    }

    [Fact]
    public void An_instance_is_renamed_or_bound_but_not_both_in_one_call()
    {
        var one = _bench.NewInstance(_a);
        _bench.Do(new ModifyInstances([one.Id], "db", null));
        Assert.Equal("db", _bench.World.Instances[one.Id].Name);
        _bench.Refused(new ModifyInstances([one.Id], "db", [_a]), RefusalKind.Coexist);
        _bench.Refused(new ModifyInstances([one.Id], null, null), RefusalKind.Missing);
        _bench.Refused(new ModifyInstances([one.Id], new string('n', 129), null), RefusalKind.TooLong);
    }

    [Fact]
    public void An_instance_without_an_interface_cannot_be_bound()
    {
        var bare = _bench.Register(new InstanceSpec { InstanceName = "bare" });
        _bench.Refused(new AssociateInstances([_a], [bare.Id]), RefusalKind.InvalidValue);
        _bench.Refused(new ModifyInstances([bare.Id], null, [_a]), RefusalKind.InvalidValue);
        Assert.Empty(_bench.Try(new DisassociateInstances([_a], [bare.Id])).Changes);
    }

    private RegisterInstances Register(string? type) =>
        new([new InstanceSpec { InstanceType = type, SecurityGroupIds = [_a], NetworkInterfaces = [_bench.NewCard()] }], "here");

    private IEnumerable<string> Groups(Instance instance) => _bench.Primary(instance).SecurityGroupIds;
}
