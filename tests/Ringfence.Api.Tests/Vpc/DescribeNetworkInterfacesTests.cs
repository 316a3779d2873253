using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

public sealed class DescribeNetworkInterfacesTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-05bb4upy").Group("sg-2got2lcz")
        .Instance("ins-ymk3eje8")
        .Interface("eni-primary0", ["sg-05bb4upy"], ["10.1.0.4"], ["2001:db8::4", "fd00::4"], ["198.51.100.4", "2001:db8:ffff::4"], minute: 1)
        .Interface("eni-f1xjkw1b", ["sg-05bb4upy", "sg-2got2lcz"], ["192.168.0.13"], mac: "20:90:6f:f5:34:c7", name: "app-eni", minute: 210)
        .Instance("cdb-00000001", type: InstanceType.Cdb)
        .Interface("eni-database", ["sg-2got2lcz"], ["10.1.0.40", "10.10.0.4"], vpc: "vpc-other000", description: "data", minute: 1)
        .Instance("ins-foreign0", scope: TestWorld.OtherAccount).Interface("eni-foreign0", [], ["10.1.0.4"])
        .Build());

    [Fact]
    public async Task A_secondary_interface_has_the_shape_of_the_vendors_sample() => JsonAssert.Same(
        """
        {"TotalCount":1,"NetworkInterfaceSet":[{"NetworkInterfaceId":"eni-f1xjkw1b","NetworkInterfaceName":"app-eni","NetworkInterfaceDescription":"",
         "VpcId":"vpc-2kx9z6h3","SubnetId":"","Zone":"ap-guangzhou-1","GroupSet":["sg-05bb4upy","sg-2got2lcz"],"Primary":false,"EniType":0,
         "MacAddress":"20:90:6F:F5:34:C7","State":"AVAILABLE","NetworkInterfaceState":"INUSE","Business":"cvm","ResourceId":"ins-ymk3eje8","CdcId":"","AttachType":0,
         "PrivateIpAddressSet":[{"PrivateIpAddress":"192.168.0.13","Primary":true,"PublicIpAddress":"","AddressId":"","Description":"","IsWanIpBlocked":false,"State":"AVAILABLE"}],
         "Ipv6AddressSet":[],"Attachment":{"InstanceId":"ins-ymk3eje8","DeviceIndex":1,"InstanceAccountId":"100000000001","AttachTime":"2026-01-05 00:32:30"},
         "CreatedTime":"2026-01-05 00:32:30","TagSet":[]}]}
        """,
        await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", """{"NetworkInterfaceIds":["eni-f1xjkw1b"]}"""));

    [Fact]
    public async Task Addresses_of_both_families_are_shown_with_their_public_ones()
    {
        var nic = (await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", """{"NetworkInterfaceIds":["eni-primary0"]}"""))["NetworkInterfaceSet"]![0]!;
        Assert.Equal("198.51.100.4", nic["PrivateIpAddressSet"]![0]!["PublicIpAddress"]!.ToString());
        Assert.Equal("2001:db8::4,fd00::4", JsonAssert.Texts(nic["Ipv6AddressSet"], "Address"));
        Assert.Equal("GUA,ULA", JsonAssert.Texts(nic["Ipv6AddressSet"], "AddressType"));
        Assert.Equal("2001:db8:ffff::4,", JsonAssert.Texts(nic["Ipv6AddressSet"], "PublicIpAddress"));
        Assert.Equal(1, (int)nic["EniType"]!);
        Assert.Equal("", nic["MacAddress"]!.ToString());
    }

    [Theory]
    [InlineData("network-interface-id", "\"eni-database\",\"eni-foreign0\"", "eni-database")]
    [InlineData("attachment.instance-id", "\"ins-ymk3eje8\\r\\n\"", "eni-f1xjkw1b,eni-primary0")]
    [InlineData("groups.security-group-id", "\"sg-2got2lcz\"", "eni-f1xjkw1b,eni-database")]
    [InlineData("vpc-id", "\"vpc-other000\"", "eni-database")]
    [InlineData("network-interface-name", "\"app-eni\"", "eni-f1xjkw1b")]
    [InlineData("network-interface-description", "\"data\"", "eni-database")]
    [InlineData("address-ip", "\"10.1.0.4\"", "eni-database,eni-primary0")]
    [InlineData("address-ip", "\"10.1.0.4\",\"192.168.0.13\"", "eni-f1xjkw1b,eni-primary0")]
    [InlineData("address-ipv6", "\"2001:DB8:0::4\"", "eni-primary0")]
    [InlineData("public-address-ip", "\"198.51.100.4\"", "eni-primary0")]
    [InlineData("public-address-ip", "\"198.51.100\"", "")]
    [InlineData("address-type", "\"ULA\"", "eni-primary0")]
    [InlineData("is-primary", "true", "eni-database,eni-primary0")]
    [InlineData("is-primary", "\"FALSE\"", "eni-f1xjkw1b")]
    [InlineData("eni-type", "0", "eni-f1xjkw1b")]
    [InlineData("eni-type", "\"2\"", "")]
    [InlineData("subnet-id", "\"subnet-00000000\"", "")]
    [InlineData("tag:env", "\"prod\"", "")]
    [InlineData("tag-key", "\"env\"", "")]
    [InlineData("eni-qos", "\"DEFAULT\"", "")]
    public async Task Filters(string name, string values, string ids)
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", $$"""{"Filters":[{"Name":"{{name}}","Values":[{{values}}]}]}""");
        Assert.Equal(ids, JsonAssert.Texts(answer["NetworkInterfaceSet"], "NetworkInterfaceId"));
    }

    [Fact]
    public async Task One_address_is_whole_when_an_exact_match_is_asked_for()
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces",
            """{"Filters":[{"Name":"address-ip","Values":["10.1.0.4"]},{"Name":"ip-exact-match","Values":["TRUE"]}]}""");
        Assert.Equal("eni-primary0", JsonAssert.Texts(answer["NetworkInterfaceSet"], "NetworkInterfaceId"));
    }

    [Theory]
    [InlineData("""{"NetworkInterfaceIds":["eni-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"NetworkInterfaceIds":["eni-1"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"NetworkInterfaceIds":["eni-database"],"Filters":[{"Name":"vpc-id","Values":["v"]}]}""", "InvalidParameter.Coexist")]
    [InlineData("""{"Filters":[{"Name":"is-primary","Values":["maybe"]}]}""", "InvalidParameterValue")]
    [InlineData("""{"Limit":101}""", "InvalidParameterValue.Range")]
    public async Task Refuses(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "DescribeNetworkInterfaces", parameters)).Code);

    [Fact]
    public async Task The_newest_comes_first_and_a_page_counts_all()
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", """{"Limit":2}""");
        Assert.Equal("eni-f1xjkw1b,eni-database", JsonAssert.Texts(answer["NetworkInterfaceSet"], "NetworkInterfaceId"));
        Assert.Equal(3, (int)answer["TotalCount"]!);
    }
}
