using Ringfence.Api.Ringfence;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class InventoryRequestTests
{
    private readonly TestApi _api = new(World.Empty)
    {
        Plane = { Verdict = (OutcomeStatus.Refused, [new Refusal(RefusalKind.DeviceInUse, "Taken.")]) },
    };

    [Fact]
    public async Task An_instance_reaches_the_command_with_everything_that_was_given_and_nothing_that_was_not()
    {
        var error = await _api.Refused(TestApi.Extension, "RegisterInstances", """
            {"Instances":[{"InstanceId":"ins-00000001","InstanceName":"web","InstanceType":"CVM","ProjectId":1001,"Region":"ap-guangzhou","Host":"h2",
              "SecurityGroupIds":["sg-00000001"],"NetworkInterfaces":[{"NetworkInterfaceId":"eni-00000001","NetworkInterfaceName":"n","VpcId":"vpc-00000001",
              "Device":"veth1","Role":"host","MacAddress":"02:00:00:00:00:01","PrivateIpAddresses":["10.0.0.1"],"Ipv6Addresses":["fd00::1"],
              "PublicIpAddresses":["198.51.100.1"],"SourceCheck":false,"SecurityGroupIds":[]}]},{}]}
            """);
        Assert.Equal("ResourceInUse", error.Code);
        var command = Assert.IsType<RegisterInstances>(_api.Plane.LastCommand);
        Assert.Equal("h1", command.DefaultHost);
        var instance = command.Instances[0];
        Assert.Equal(
            ("ins-00000001", "web", "CVM", "1001", "h2"),
            (instance.InstanceId, instance.InstanceName, instance.InstanceType, instance.ProjectId, instance.Host));
        Assert.Equal("sg-00000001", Assert.Single(instance.SecurityGroupIds!.Value));
        var nic = Assert.Single(instance.NetworkInterfaces!.Value);
        Assert.Equal(
            ("eni-00000001", "n", "vpc-00000001", "veth1", "host", "02:00:00:00:00:01", false),
            (nic.NetworkInterfaceId, nic.NetworkInterfaceName, nic.VpcId, nic.Device, nic.Role, nic.MacAddress, nic.SourceCheck));
        Assert.Equal("10.0.0.1", Assert.Single(nic.PrivateIpAddresses!.Value));
        Assert.Equal("fd00::1", Assert.Single(nic.Ipv6Addresses!.Value));
        Assert.Equal("198.51.100.1", Assert.Single(nic.PublicIpAddresses!.Value));
        Assert.True(nic.SecurityGroupIds is { IsEmpty: true });
        Assert.Equal(new InstanceSpec(), command.Instances[1]);
    }

    [Theory]
    [InlineData("""{}""", "MissingParameter")]
    [InlineData("""{"Instances":[]}""", "MissingParameter")]
    [InlineData("""{"Instances":{}}""", "InvalidParameter")]
    [InlineData("""{"Instances":[{"Region":"ap-singapore"}]}""", "InvalidParameterValue")]
    [InlineData("""{"Instances":[{"NetworkInterfaces":[{"PrivateIpAddress":["10.0.0.1"]}]}]}""", "UnknownParameter")]
    [InlineData("""{"Instances":[{"Name":"web"}]}""", "UnknownParameter")]
    [InlineData("""{"Instances":[{"NetworkInterfaces":[{"SourceCheck":"maybe"}]}]}""", "InvalidParameter")]
    public async Task What_cannot_be_read_does_not_reach_the_command(string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "RegisterInstances", parameters)).Code);
        Assert.Null(_api.Plane.LastCommand);
    }

    [Fact]
    public async Task Instances_of_every_kind_can_be_taken_out()
    {
        await _api.Refused(TestApi.Extension, "DeregisterInstances", """{"InstanceIds":["ins-00000001","lb-00000001","cdb-00000001"]}""");
        Assert.Equal("ins-00000001,lb-00000001,cdb-00000001", string.Join(',', Assert.IsType<DeregisterInstances>(_api.Plane.LastCommand).InstanceIds));
        Assert.Equal("InvalidParameterValue.Malformed", (await _api.Refused(TestApi.Extension, "DeregisterInstances", """{"InstanceIds":["sg-00000001"]}""")).Code);
    }

    [Fact]
    public void A_registered_instance_shows_its_interfaces_as_the_world_has_them()
    {
        var world = new TestWorld().Group("sg-2got2lcz")
            .Instance("lb-00000001", "front", InstanceType.Clb)
            .Interface("eni-00000001", ["sg-2got2lcz"], ["10.0.0.1"], ["fd00::1"], ["198.51.100.1"], mac: "02-00-00-00-00-0a", device: "veth1")
            .Build();
        RegisteredInstance shown = RegisteredShape.ToWire(world.Instances["lb-00000001"], world);
        Assert.Equal(("CLB", "h1", "0"), (shown.InstanceType, shown.Host, shown.ProjectId));
        Assert.Equal("sg-2got2lcz", Assert.Single(shown.SecurityGroupIds));
        var nic = Assert.Single(shown.NetworkInterfaceSet);
        Assert.Equal(("eni-00000001", "veth1", "guest", "02:00:00:00:00:0A", true), (nic.NetworkInterfaceId, nic.Device, nic.Role, nic.MacAddress, nic.SourceCheck));
        Assert.Equal("10.0.0.1,fd00::1,198.51.100.1", string.Join(',', nic.PrivateIpAddresses.Concat(nic.Ipv6Addresses).Concat(nic.PublicIpAddresses)));
    }
}
