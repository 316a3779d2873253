using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

public sealed class DescribeSecurityGroupPoliciesTests
{
    private static readonly GroupRule[] Ingress =
    [
        TestWorld.Rule(1, "tcp", "22", cidr: "203.0.113.0/24", description: "ssh", minute: 1),
        TestWorld.Rule(2, "ALL", "ALL", group: "sg-2got2lcz", minute: 2),
        TestWorld.Rule(3, "icmpv6", "ALL", cidr6: "::/0", description: "ping6", minute: 3),
        TestWorld.Rule(4, "udp", "53,8080-8090", cidr: "10.0.0.1", action: "DROP", description: "没有 DNS"),
    ];

    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-empty000")
        .Group("sg-rules000", version: 7, ingress: Ingress, egress: [TestWorld.Rule(5, "ALL", "ALL", cidr: "0.0.0.0/0", minute: 4)])
        .Group("sg-2got2lcz")
        .Group("sg-foreign0", scope: TestWorld.OtherAccount)
        .Build());

    [Fact]
    public async Task A_new_group_has_version_0_empty_arrays_and_zero_statistics() => JsonAssert.Same(
        """
        {"SecurityGroupPolicySet":{"Version":"0","Ingress":[],"Egress":[],"PolicyStatistics":
         {"IngressIPv4TotalCount":0,"IngressIPv6TotalCount":0,"EgressIPv4TotalCount":0,"EgressIPv6TotalCount":0}}}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", """{"SecurityGroupId":"sg-empty000"}"""));

    [Fact]
    public async Task Rules_have_the_shape_of_the_vendors_sample() => JsonAssert.Same(
        """
        {"SecurityGroupPolicySet":{"Version":"7","Ingress":[
         {"PolicyIndex":0,"Protocol":"tcp","Port":"22","CidrBlock":"203.0.113.0/24","Ipv6CidrBlock":"","SecurityGroupId":"","Action":"ACCEPT","PolicyDescription":"ssh","ModifyTime":"2026-01-04 21:03:30"},
         {"PolicyIndex":1,"Protocol":"ALL","Port":"ALL","CidrBlock":"","Ipv6CidrBlock":"","SecurityGroupId":"sg-2got2lcz","Action":"ACCEPT","PolicyDescription":"","ModifyTime":"2026-01-04 21:04:30"},
         {"PolicyIndex":2,"Protocol":"icmpv6","Port":"ALL","CidrBlock":"","Ipv6CidrBlock":"::/0","SecurityGroupId":"","Action":"ACCEPT","PolicyDescription":"ping6","ModifyTime":"2026-01-04 21:05:30"},
         {"PolicyIndex":3,"Protocol":"udp","Port":"53,8080-8090","CidrBlock":"10.0.0.1","Ipv6CidrBlock":"","SecurityGroupId":"","Action":"DROP","PolicyDescription":"没有 DNS","ModifyTime":"2026-01-04 21:02:30"}],
         "Egress":[{"PolicyIndex":0,"Protocol":"ALL","Port":"ALL","CidrBlock":"0.0.0.0/0","Ipv6CidrBlock":"","SecurityGroupId":"","Action":"ACCEPT","PolicyDescription":"","ModifyTime":"2026-01-04 21:06:30"}],
         "PolicyStatistics":{"IngressIPv4TotalCount":3,"IngressIPv6TotalCount":1,"EgressIPv4TotalCount":1,"EgressIPv6TotalCount":0}}}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", """{"SecurityGroupId":"sg-rules000"}"""));

    [Theory]
    [InlineData("security-group-id", "sg-2got2lcz", "1", "")]
    [InlineData("ip", "203.0", "0", "")]
    [InlineData("ip", "0.0", "3", "0")]
    [InlineData("ip", "::", "2", "")]
    [InlineData("address-module", "ipm-aaaaaaaa", "", "")]
    [InlineData("service-module", "ppm-aaaaaaaa", "", "")]
    [InlineData("protocol-type", "tcp", "0", "")]
    [InlineData("protocol-type", "ALL", "1", "0")]
    [InlineData("port", "80", "3", "")]
    [InlineData("port", "ALL", "0,1,2,3", "0")]
    [InlineData("poly", "drop", "3", "")]
    [InlineData("poly", "ALL", "0,1,2,3", "0")]
    [InlineData("direction", "INBOUND", "0,1,2,3", "")]
    [InlineData("direction", "outbound", "", "0")]
    [InlineData("description", "PING", "2", "")]
    [InlineData("description", "没有", "3", "")]
    public async Task A_filtered_rule_keeps_its_position(string name, string value, string ingress, string egress)
    {
        var set = (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies",
            $$"""{"SecurityGroupId":"sg-rules000","Filters":[{"Name":"{{name}}","Values":["{{value}}"]}]}"""))["SecurityGroupPolicySet"]!;
        Assert.Equal(ingress, JsonAssert.Texts(set["Ingress"], "PolicyIndex"));
        Assert.Equal(egress, JsonAssert.Texts(set["Egress"], "PolicyIndex"));
        Assert.Equal(3, (int)set["PolicyStatistics"]!["IngressIPv4TotalCount"]!);
    }

    [Theory]
    [InlineData("""{"SecurityGroupId":"sg-foreign0"}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupId":"sg-none0000"}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupId":"sg-none"}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{}""", "MissingParameter")]
    [InlineData("""{"SecurityGroupId":""}""", "MissingParameter")]
    [InlineData("""{"SecurityGroupId":["sg-none0000"]}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupId":"sg-rules000","Filters":[{"Name":"direction","Values":["UP"]}]}""", "InvalidParameterValue")]
    [InlineData("""{"SecurityGroupId":"sg-rules000","Filters":[{"Name":"colour","Values":["red"]}]}""", "InvalidParameter.FilterInvalidKey")]
    public async Task Refuses(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "DescribeSecurityGroupPolicies", parameters)).Code);
}
