using Ringfence.Control.Commands;
using Ringfence.Control.Tests.Support;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Tests.Commands;

public sealed class RegistrationTests
{
    private static readonly InterfaceSpec Card = new() { Device = "veth0", PrivateIpAddresses = ["10.0.0.1"] };
    private readonly Bench _bench = new();

    [Fact]
    public void A_new_instance_gets_ids_defaults_and_the_default_group_in_one_revision()
    {
        var instance = _bench.Register(new InstanceSpec { NetworkInterfaces = [Card, Card with { Device = "veth1", PrivateIpAddresses = null }] });
        Assert.Matches("^ins-[a-z0-9]{8}$", instance.Id);
        Assert.Equal((InstanceType.Cvm, "here", "0", 1L), (instance.Type, instance.Host, instance.ProjectId, _bench.World.Revision));
        var group = Assert.Single(_bench.World.Groups.Values);
        Assert.True(group.IsDefault);
        var items = instance.InterfaceIds.Select(id => _bench.World.Interfaces[id]).ToArray();
        Assert.Equal([true, false], items.Select(item => item.IsPrimary));
        Assert.All(items, item =>
        {
            Assert.Equal((NetworkInterface.DefaultVpcId, InterfaceRole.Guest, true, "here"), (item.VpcId, item.Role, item.SourceCheck, item.Host));
            Assert.Equal([group.Id], item.SecurityGroupIds);
        });
    }

    [Fact]
    public void Two_instances_of_one_call_share_the_new_default_group_of_their_project()
    {
        var made = _bench.Do(new RegisterInstances(
            [New("veth1"), New("veth2"), New("veth3") with { ProjectId = "7" }], "here"));
        Assert.Equal(3, made.Length);
        Assert.Equal(2, _bench.World.Groups.Count);
        Assert.Equal(["0", "0", "7"], made.Select(one => _bench.Group(_bench.Primary(one).SecurityGroupIds[0]).ProjectId));
        Assert.Equal(4, _bench.World.LastRuleId);
    }

    [Fact]
    public void Every_field_is_read()
    {
        string group = _bench.NewGroup(), other = _bench.NewGroup();
        var instance = _bench.Register(new InstanceSpec
        {
            InstanceId = " lb-abcdefgh ",
            InstanceName = "front",
            ProjectId = "3",
            Host = "node-2",
            SecurityGroupIds = [group],
            NetworkInterfaces =
            [
                new InterfaceSpec
                {
                    NetworkInterfaceId = "eni-abcdefgh",
                    NetworkInterfaceName = "outside",
                    VpcId = "vpc-12345678",
                    Device = "eth0.100@x",
                    Role = "Host",
                    MacAddress = "02-00-00-00-00-0A",
                    PrivateIpAddresses = ["10.0.0.1", "10.0.0.2"],
                    Ipv6Addresses = ["fd00::1"],
                    PublicIpAddresses = ["203.0.113.1", "2001:db8::1"],
                    SourceCheck = false,
                },
                new InterfaceSpec { Device = "eth1", SecurityGroupIds = [other, group] },
            ],
        });
        Assert.Equal(("lb-abcdefgh", "front", InstanceType.Clb, "3", "node-2"), (instance.Id, instance.Name, instance.Type, instance.ProjectId, instance.Host));
        var item = _bench.Primary(instance);
        Assert.Equal(("eni-abcdefgh", "outside", "vpc-12345678", "eth0.100@x", InterfaceRole.Host), (item.Id, item.Name, item.VpcId, item.Device, item.Role));
        Assert.Equal((new MacAddress(0x02_00_00_00_00_0a), false, "node-2"), (item.Mac, item.SourceCheck, item.Host));
        Assert.Equal(["10.0.0.1", "10.0.0.2", "fd00::1"], item.MemberAddresses.Select(address => address.ToString()));
        Assert.Equal(["203.0.113.1", "2001:db8::1"], item.PublicAddresses.Select(address => address.ToString()));
        Assert.Equal([other, group], _bench.World.Interfaces[instance.InterfaceIds[1]].SecurityGroupIds);
    }

    [Fact]
    public void Registering_again_is_idempotent_and_updates_only_what_is_given()
    {
        var spec = New("veth1", "10.0.0.1") with { InstanceId = "ins-abcdefgh", InstanceName = "a" };
        var first = _bench.Register(spec);
        Assert.Empty(_bench.Try(new RegisterInstances([spec], "another")).Changes);

        var card = _bench.Primary(first);
        _bench.Register(new InstanceSpec { InstanceId = first.Id, NetworkInterfaces = [new InterfaceSpec { Device = "veth1", Ipv6Addresses = ["fd00::1"], MacAddress = "02:00:00:00:00:01" }] });
        var changed = _bench.Primary(first);
        Assert.Equal((card.Id, "a", card.CreatedAt), (changed.Id, _bench.World.Instances[first.Id].Name, changed.CreatedAt));
        Assert.Equal(2, changed.MemberAddresses.Count());
        _bench.Register(new InstanceSpec { InstanceId = first.Id, InstanceName = "b", Host = "node-2" });
        Assert.Equal(("b", "node-2", "node-2"), (_bench.World.Instances[first.Id].Name, _bench.World.Instances[first.Id].Host, _bench.Primary(first).Host));
        _bench.Register(new InstanceSpec { InstanceId = first.Id, NetworkInterfaces = [new InterfaceSpec { NetworkInterfaceId = card.Id, Device = "veth9", MacAddress = "" }] });
        Assert.Equal((card.Id, "veth9", null), (_bench.Primary(first).Id, _bench.Primary(first).Device, _bench.Primary(first).Mac));
    }

    [Fact]
    public void A_list_of_interfaces_is_the_whole_list_and_its_first_is_primary()
    {
        string a = _bench.NewGroup(), b = _bench.NewGroup();
        var instance = _bench.Register(new InstanceSpec
        {
            SecurityGroupIds = [a],
            NetworkInterfaces = [new InterfaceSpec { Device = "veth1" }, new InterfaceSpec { Device = "veth2", SecurityGroupIds = [b] }, new InterfaceSpec { Device = "veth3", SecurityGroupIds = [] }],
        });
        var ids = instance.InterfaceIds;
        var after = _bench.Register(new InstanceSpec { InstanceId = instance.Id, NetworkInterfaces = [new InterfaceSpec { Device = "veth2" }, new InterfaceSpec { Device = "veth4" }] });
        Assert.Equal(ids[1], after.InterfaceIds[0]);
        Assert.Equal(2, _bench.World.Interfaces.Count);
        Assert.Equal([b], _bench.Primary(after).SecurityGroupIds);
        Assert.Equal([b], _bench.World.Interfaces[after.InterfaceIds[1]].SecurityGroupIds);
        Assert.False(_bench.World.Interfaces[after.InterfaceIds[1]].IsPrimary);

        var bare = _bench.Register(new InstanceSpec { InstanceId = instance.Id, NetworkInterfaces = [] });
        Assert.Empty(bare.InterfaceIds);
        Assert.Empty(_bench.World.Interfaces);
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Fact]
    public void A_replaced_primary_interface_inherits_the_instances_groups()
    {
        string a = _bench.NewGroup();
        var instance = _bench.Register(New("veth1") with { SecurityGroupIds = [a] });
        _bench.Register(new InstanceSpec { InstanceId = instance.Id, NetworkInterfaces = [new InterfaceSpec { Device = "veth2" }] });
        Assert.Equal([a], _bench.Primary(instance).SecurityGroupIds);
        Assert.DoesNotContain(_bench.World.Groups.Values, group => group.IsDefault);
    }

    [Fact]
    public void The_groups_of_an_instance_are_set_without_naming_its_interfaces()
    {
        string a = _bench.NewGroup(), b = _bench.NewGroup();
        var instance = _bench.Register(New("veth1") with { SecurityGroupIds = [a] });
        _bench.Register(new InstanceSpec { InstanceId = instance.Id, SecurityGroupIds = [b, a] });
        Assert.Equal([b, a], _bench.Primary(instance).SecurityGroupIds);
        Refused(new InstanceSpec { InstanceId = instance.Id, SecurityGroupIds = [] }, RefusalKind.InvalidValue);
        Refused(new InstanceSpec { InstanceId = instance.Id, SecurityGroupIds = [a, a] }, RefusalKind.Duplicate);
        Refused(new InstanceSpec { SecurityGroupIds = [a] }, RefusalKind.InvalidValue);
        Refused(New("veth2") with { SecurityGroupIds = ["sg-zzzzzzzz", "x"] }, RefusalKind.GroupNotFound, RefusalKind.Malformed);
        Refused(new InstanceSpec { SecurityGroupIds = [a], NetworkInterfaces = [new InterfaceSpec { Device = "veth2", SecurityGroupIds = [b] }] }, RefusalKind.Coexist);
        Refused(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { Device = "veth2", SecurityGroupIds = [] }] }, RefusalKind.InvalidValue);
    }

    [Fact]
    public void Ids_are_well_formed_of_their_type_and_given_once()
    {
        Refused(New("veth1") with { InstanceId = "ins-ABCDEFGH" }, RefusalKind.Malformed);
        Refused(New("veth1") with { InstanceId = "lb-abcdefgh", InstanceType = "CVM" }, RefusalKind.InvalidValue);
        Refused(New("veth1") with { InstanceType = "VM" }, RefusalKind.InvalidValue);
        _bench.Refused(new RegisterInstances([New("veth1") with { InstanceId = "ins-abcdefgh" }, New("veth2") with { InstanceId = "ins-abcdefgh" }], "here"), RefusalKind.Duplicate);
        Refused(New("veth1") with { NetworkInterfaces = [Card with { NetworkInterfaceId = "eni-abcdefgh" }, Card with { Device = "b", PrivateIpAddresses = null, NetworkInterfaceId = "eni-abcdefgh" }] }, RefusalKind.Duplicate);
        _bench.Refused(new RegisterInstances([], "here"), RefusalKind.Missing);
        Assert.StartsWith("cdb-", _bench.Register(New("veth1") with { InstanceType = "cdb" }).Id, StringComparison.Ordinal);
        Assert.Equal(InstanceType.Other, _bench.Register(New("veth2") with { InstanceType = "Other" }).Type);
    }

    [Fact]
    public void What_belongs_to_another_scope_does_not_exist_and_is_not_described()
    {
        var elsewhere = new Scope("2", "ap-guangzhou");
        var theirs = _bench.Register(New("veth1") with { InstanceName = "secret" }, elsewhere);
        string card = theirs.InterfaceIds[0];
        var decision = _bench.Refused(new RegisterInstances([New("veth2") with { InstanceId = theirs.Id }], "here"), RefusalKind.InstanceNotFound);
        Assert.DoesNotContain("secret", decision.Refusals[0].Message, StringComparison.Ordinal);
        Refused(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { NetworkInterfaceId = card, Device = "veth3" }] }, RefusalKind.InterfaceNotFound);
        var mine = _bench.Register(New("veth2"));
        Refused(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { NetworkInterfaceId = mine.InterfaceIds[0], Device = "veth3" }] }, RefusalKind.InvalidValue);
    }

    [Fact]
    public void A_device_of_a_host_belongs_to_one_interface_of_all_scopes()
    {
        _bench.Register(New("veth1") with { Host = "a" }, new Scope("2", "ap-guangzhou"));
        Refused(New("veth1") with { Host = "a" }, RefusalKind.DeviceInUse);
        var mine = _bench.Register(New("veth1") with { Host = "b" });
        Refused(new InstanceSpec { InstanceId = mine.Id, Host = "a" }, RefusalKind.DeviceInUse);
        _bench.Refused(new RegisterInstances([New("veth2"), New("veth2")], "here"), RefusalKind.DeviceInUse);
        Refused(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { Device = "x" }, new InterfaceSpec { Device = "x" }] }, RefusalKind.DeviceInUse);
        _bench.Do(new DeregisterInstances([mine.Id]));
        _bench.Register(New("veth1") with { Host = "b" });
    }

    [Fact]
    public void Two_interfaces_of_one_instance_may_trade_devices_and_addresses()
    {
        var instance = _bench.Register(new InstanceSpec { NetworkInterfaces = [Card, Card with { Device = "veth1", PrivateIpAddresses = ["10.0.0.2"] }] });
        _bench.Register(new InstanceSpec
        {
            InstanceId = instance.Id,
            NetworkInterfaces =
            [
                new InterfaceSpec { NetworkInterfaceId = instance.InterfaceIds[0], Device = "veth1", PrivateIpAddresses = ["10.0.0.2"] },
                new InterfaceSpec { NetworkInterfaceId = instance.InterfaceIds[1], Device = "veth0", PrivateIpAddresses = ["10.0.0.1"] },
            ],
        });
        Assert.Equal("veth1", _bench.Primary(instance).Device);
        WorldAssert.IndexesAreRight(_bench.World);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("a\tb")]
    [InlineData("a:b")]
    [InlineData("a\"b")]
    [InlineData("veth*")]
    [InlineData("a\\b")]
    [InlineData("sixteen_bytes_xx")]
    [InlineData("vethé")]
    [InlineData("lo")]
    public void Device_names_that_a_kernel_or_a_rule_set_would_misread_and_the_loopback_device_are_refused(string device) =>
        Refused(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { Device = device }] }, RefusalKind.InvalidValue);

    [Fact]
    public void Fifteen_bytes_are_a_device_name() => _bench.Register(New("fifteen_bytes_x"));

    [Fact]
    public void Fields_that_cannot_be_read_are_all_told()
    {
        Refused(
            new InstanceSpec
            {
                InstanceName = new string('n', 129),
                ProjectId = "p",
                Host = "a b",
                NetworkInterfaces =
                [
                    new InterfaceSpec
                    {
                        NetworkInterfaceId = "eni-1",
                        NetworkInterfaceName = new string('n', 61),
                        VpcId = "vpc-1",
                        Role = "router",
                        MacAddress = "02:00",
                        PrivateIpAddresses = ["fd00::1", "10.0.0.1", "10.0.0.1", "224.0.0.1"],
                        Ipv6Addresses = ["10.0.0.1", "::"],
                        PublicIpAddresses = ["x"],
                    },
                ],
            },
            RefusalKind.TooLong, RefusalKind.InvalidValue, RefusalKind.InvalidValue,
            RefusalKind.Malformed, RefusalKind.TooLong, RefusalKind.Malformed, RefusalKind.InvalidValue, RefusalKind.Malformed,
            RefusalKind.Malformed, RefusalKind.Duplicate, RefusalKind.InvalidValue,
            RefusalKind.Malformed, RefusalKind.InvalidValue, RefusalKind.Malformed,
            RefusalKind.Missing);
    }

    [Fact]
    public void An_address_is_used_once_in_a_network_of_a_scope()
    {
        _bench.Register(New("veth1", "10.0.0.1"));
        Refused(New("veth2", "10.0.0.1"), RefusalKind.InvalidValue);
        _bench.Register(new InstanceSpec { NetworkInterfaces = [new InterfaceSpec { Device = "veth2", VpcId = "vpc-00000002", PrivateIpAddresses = ["10.0.0.1"] }] });
        _bench.Register(New("veth3", "10.0.0.1"), new Scope("2", "ap-guangzhou"));
        _bench.Refused(new RegisterInstances([New("veth4", "10.0.0.4"), New("veth5", "10.0.0.4")], "here"), RefusalKind.InvalidValue);
    }

    [Fact]
    public void Deregistering_takes_the_interfaces_along_and_refuses_what_is_not_there()
    {
        var one = _bench.Register(New("veth1"));
        var two = _bench.Register(New("veth2"));
        _bench.Refused(new DeregisterInstances([one.Id, "ins-zzzzzzzz", "ins-yyyyyyyy", "?"]), RefusalKind.InstanceNotFound, RefusalKind.InstanceNotFound, RefusalKind.Malformed);
        _bench.Refused(new DeregisterInstances([]), RefusalKind.Missing);
        _bench.Do(new DeregisterInstances([one.Id, one.Id]));
        Assert.Equal([two.Id], _bench.World.Instances.Keys);
        Assert.Equal(two.InterfaceIds, _bench.World.Interfaces.Keys);
    }

    private static InstanceSpec New(string device, params string[] addresses) =>
        new() { NetworkInterfaces = [new InterfaceSpec { Device = device, PrivateIpAddresses = addresses.Length == 0 ? null : [.. addresses] }] };

    private void Refused(InstanceSpec spec, params RefusalKind[] kinds) => _bench.Refused(new RegisterInstances([spec], "here"), kinds);
}
