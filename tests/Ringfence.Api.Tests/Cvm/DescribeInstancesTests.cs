using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Cvm;

public sealed class DescribeInstancesTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-05bb4upy").Group("sg-2got2lcz").Group("sg-foreign0", scope: TestWorld.OtherAccount)
        .Instance("ins-00000001", "web-1", project: "1001")
        .Interface("eni-00000001", ["sg-2got2lcz", "sg-05bb4upy"], ["10.0.0.1", "10.0.0.2"], ["2001:db8::1"], ["198.51.100.1", "2001:db8:f::1"])
        .Interface("eni-00000002", ["sg-05bb4upy"], ["10.0.1.1"])
        .Instance("ins-00000002", "db-1", type: InstanceType.Other, minute: 10).Interface("eni-00000003", ["sg-05bb4upy"], ["10.0.0.3"], vpc: "vpc-other000")
        .Instance("ins-00000003", "bare", minute: 10)
        .Instance("lb-00000001", "front", type: InstanceType.Clb).Interface("eni-00000004", ["sg-05bb4upy"])
        .Instance("ins-foreign0", "web-1", scope: TestWorld.OtherAccount)
        .Build());

    [Fact]
    public async Task An_instance_shows_its_primary_interface() => JsonAssert.Same(
        """
        {"TotalCount":1,"InstanceSet":[{"Placement":{"Zone":"ap-guangzhou-1","ProjectId":1001,"HostId":"h1"},"InstanceId":"ins-00000001","InstanceName":"web-1",
         "InstanceState":"RUNNING","RestrictState":"NORMAL","PrivateIpAddresses":["10.0.0.1","10.0.0.2"],"PublicIpAddresses":["198.51.100.1"],
         "IPv6Addresses":["2001:db8::1"],"PublicIPv6Addresses":["2001:db8:f::1"],"InternetAccessible":{"PublicIpAssigned":true},
         "VirtualPrivateCloud":{"VpcId":"vpc-2kx9z6h3","SubnetId":"","AsVpcGateway":false,"PrivateIpAddresses":["10.0.0.1","10.0.0.2"],"Ipv6AddressCount":1},
         "CreatedTime":"2026-01-04T13:02:30Z","SecurityGroupIds":["sg-2got2lcz","sg-05bb4upy"],"Tags":[],"LatestOperationState":"SUCCESS","DisasterRecoverGroupIds":[],
         "DisableApiTermination":false,"IsolatedSource":"NOTISOLATED","StopChargingMode":"NOT_APPLICABLE","DedicatedClusterId":"","HpcClusterId":"","CamRoleName":""}]}
        """,
        await _api.Call(TestApi.Vpc, "DescribeInstances", """{"InstanceIds":["ins-00000001"]}"""));

    [Theory]
    [InlineData("{}", "ins-00000002,ins-00000003,ins-00000001")]
    [InlineData("""{"Offset":1,"Limit":"1"}""", "ins-00000003")]
    [InlineData("""{"InstanceIds":["ins-00000003","ins-none0000","ins-foreign0"]}""", "ins-00000003")]
    [InlineData("""{"Filters":[{"Name":"security-group-id","Values":["sg-2got2lcz"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"security-group-id","Values":["sg-05bb4upy"]}]}""", "ins-00000002,ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"instance-id","Values":["ins-00000002","ins-00000001"]}]}""", "ins-00000002,ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"instance-name","Values":["db-1"]}]}""", "ins-00000002")]
    [InlineData("""{"Filters":[{"Name":"project-id","Values":["1001"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"zone","Values":["ap-guangzhou-1"]},{"Name":"vpc-id","Values":["vpc-other000"]}]}""", "ins-00000002")]
    [InlineData("""{"Filters":[{"Name":"zone","Values":["ap-guangzhou-2"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"instance-state","Values":["RUNNING"]}]}""", "ins-00000002,ins-00000003,ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"instance-state","Values":["STOPPED"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"private-ip-address","Values":["10.0.0.2"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"private-ip-address","Values":["10.0.1.1"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"public-ip-address","Values":["198.51.100.1"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"ipv6-address","Values":["2001:DB8:0::1"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"creation-start-time","Values":["2026-01-04T13:03:00Z"]}]}""", "ins-00000002,ins-00000003")]
    [InlineData("""{"Filters":[{"Name":"creation-end-time","Values":["2026-01-04T13:03:00Z"]}]}""", "ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"host-id","Values":["h1"]}]}""", "ins-00000002,ins-00000003,ins-00000001")]
    [InlineData("""{"Filters":[{"Name":"host-id","Values":["h2"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"tag:env","Values":["prod"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"uuid","Values":["x"]}]}""", "")]
    public async Task Lists(string parameters, string ids) =>
        Assert.Equal(ids, JsonAssert.Texts((await _api.Call(TestApi.Vpc, "DescribeInstances", parameters))["InstanceSet"], "InstanceId"));

    [Fact]
    public async Task An_instance_without_interfaces_has_empty_lists_and_no_nulls()
    {
        var instance = (await _api.Call(TestApi.Vpc, "DescribeInstances", """{"InstanceIds":["ins-00000003"]}"""))["InstanceSet"]![0]!;
        Assert.Empty(instance["SecurityGroupIds"]!.AsArray());
        Assert.Empty(instance["PublicIpAddresses"]!.AsArray());
        Assert.All(instance.AsObject(), member => Assert.NotNull(member.Value));
    }

    [Theory]
    [InlineData("""{"InstanceIds":["lb-00000001"]}""", "InvalidInstanceId.Malformed")]
    [InlineData("""{"InstanceIds":["ins-1"]}""", "InvalidInstanceId.Malformed")]
    [InlineData("""{"Filters":[{"Name":"instance-id","Values":["web"]}]}""", "InvalidInstanceId.Malformed")]
    [InlineData("""{"Filters":[{"Name":"security-group-id","Values":["web"]}]}""", "InvalidSgId.Malformed")]
    [InlineData("""{"Filters":[{"Name":"security-group-id","Values":["sg-foreign0"]}]}""", "InvalidSecurityGroupId.NotFound")]
    [InlineData("""{"Filters":[{"Name":"creation-start-time","Values":["soon"]}]}""", "InvalidParameterValue")]
    [InlineData("""{"Filters":[{"Name":"colour","Values":["red"]}]}""", "InvalidFilter")]
    [InlineData("""{"Filters":[{"Name":"zone","Values":["1","2","3","4","5","6"]}]}""", "InvalidFilterValue.LimitExceeded")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"Filters":[{"Name":"zone","Values":["z"]}]}""", "InvalidParameter.Coexist")]
    public async Task Refuses(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "DescribeInstances", parameters)).Code);
}
