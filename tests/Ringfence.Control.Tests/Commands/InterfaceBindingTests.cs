using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Tests.Commands;

public sealed class InterfaceBindingTests
{
    private readonly Bench _bench = new();
    private readonly string _a;
    private readonly string _b;
    private readonly string _primary;
    private readonly string _second;
    private readonly string _third;

    public InterfaceBindingTests()
    {
        (_a, _b) = (_bench.NewGroup(), _bench.NewGroup());
        var instance = _bench.Register(new InstanceSpec { SecurityGroupIds = [_a], NetworkInterfaces = [_bench.NewCard(), _bench.NewCard(), _bench.NewCard()] });
        (_primary, _second, _third) = (instance.InterfaceIds[0], instance.InterfaceIds[1], instance.InterfaceIds[2]);
    }

    [Fact]
    public void Groups_are_appended_to_secondary_interfaces_in_order()
    {
        string c = _bench.NewGroup();
        _bench.Do(new AssociateInterfaces([_second, _third, _second], [c, _a, _b, c]));
        Assert.Equal([_a, c, _b], Groups(_second));
        Assert.Equal([_a, c, _b], Groups(_third));
        Assert.Equal([_a], Groups(_primary));
        Assert.Empty(_bench.Try(new AssociateInterfaces([_second], [_b])).Changes);
    }

    [Fact]
    public void Primary_interfaces_are_refused_and_nobody_else_changes()
    {
        _bench.Refused(new AssociateInterfaces([_second, _primary], [_b]), RefusalKind.PrimaryInterface);
        _bench.Refused(new DisassociateInterfaces([_second, _primary], [_a]), RefusalKind.PrimaryInterface);
    }

    [Fact]
    public void All_groups_of_a_secondary_interface_may_go()
    {
        _bench.Do(new DisassociateInterfaces([_second], [_a, _b]));
        Assert.Empty(Groups(_second));
        Assert.Empty(_bench.Try(new DisassociateInterfaces([_second], [_a])).Changes);
        Assert.Equal([_a], Groups(_third));
    }

    [Fact]
    public void What_is_not_there_is_told_one_by_one() => _bench.Refused(
        new AssociateInterfaces(["eni-zzzzzzzz", "x"], ["sg-zzzzzzzz", "", _a]),
        RefusalKind.InterfaceNotFound, RefusalKind.Malformed, RefusalKind.GroupNotFound, RefusalKind.Malformed);

    [Fact]
    public void The_list_of_a_primary_interface_is_its_instances_and_is_never_empty()
    {
        _bench.Do(new ModifyInterface(_primary, null, null, [_b, _a]));
        Assert.Equal([_b, _a], Groups(_primary));
        _bench.Refused(new ModifyInterface(_primary, null, null, []), RefusalKind.InvalidValue);
        _bench.Do(new ModifyInterface(_second, null, null, []));
        Assert.Empty(Groups(_second));
        _bench.Refused(new ModifyInterface(_second, null, null, [_a, _a]), RefusalKind.Duplicate);
    }

    [Fact]
    public void Name_and_description_change_alone()
    {
        _bench.Do(new ModifyInterface(_second, "front", "to the world", null));
        var item = _bench.World.Interfaces[_second];
        Assert.Equal(("front", "to the world"), (item.Name, item.Description));
        Assert.Equal([_a], item.SecurityGroupIds);
        Assert.Empty(_bench.Try(new ModifyInterface(_second, "front", null, [_a])).Changes);
        Assert.Empty(_bench.Try(new ModifyInterface(_second, null, null, null)).Changes);
        _bench.Refused(new ModifyInterface(_second, new string('n', 61), new string('d', 61), null), RefusalKind.TooLong, RefusalKind.TooLong);
        _bench.Refused(new ModifyInterface("eni-zzzzzzzz", null, null, null), RefusalKind.InterfaceNotFound);
    }

    [Fact]
    public void Secondary_interfaces_count_among_the_members_of_a_group()
    {
        _bench.Do(new AssociateInterfaces([_second], [_b]));
        Assert.Equal(new GroupUsage(1, 0, 0, 0, 2), _bench.World.UsageByGroup[_a]);
        Assert.Equal(new GroupUsage(0, 0, 0, 0, 1), _bench.World.UsageByGroup[_b]);
        _bench.Quotas = new Quotas { InstancesPerGroup = 1 };
        _bench.Refused(new AssociateInterfaces([_third], [_b]), RefusalKind.InstancesPerGroupQuota);
    }

    private IEnumerable<string> Groups(string id) => _bench.World.Interfaces[id].SecurityGroupIds;
}
