using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Cdb;

/// <summary>CDB's own forms of binding, on instances of type CDB (reference C.8; Terraform's <c>mysql_security_groups_attachment</c>).</summary>
public sealed class DatabaseTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-first000", "first", description: "of all", minute: 1, ingress: [TestWorld.Rule(1, "tcp", "3306", "10.0.0.0/8", description: "office"), TestWorld.Rule(2, "ALL", "ALL", group: "sg-second00")],
            egress: [TestWorld.Rule(3, "ALL", "ALL", cidr6: "::/0", action: "DROP")])
        .Group("sg-second00", project: "7", minute: 2)
        .Instance("cdb-base0000", type: InstanceType.Cdb).Interface("eni-base0000", ["sg-first000"], ["10.0.0.1"])
        .Build());

    [Fact]
    public async Task Groups_are_appended_taken_away_and_replaced()
    {
        JsonAssert.Same("{}", await Associate("sg-second00"));
        Assert.Equal("sg-first000,sg-second00", await Groups());
        await _api.Call(TestApi.Cdb, "ModifyDBInstanceSecurityGroups", """{"InstanceId":"cdb-base0000","SecurityGroupIds":["sg-second00","sg-first000"],"ForReadonlyInstance":false}""");
        Assert.Equal("sg-second00,sg-first000", await Groups());
        await Disassociate("sg-second00");
        await Disassociate("sg-first000");
        Assert.Equal("", await Groups());
        Assert.Empty(_api.Plane.World.Interfaces["eni-base0000"].SecurityGroupIds);
    }

    [Fact]
    public async Task A_group_is_shown_in_the_products_own_form()
    {
        var shown = await _api.Call(TestApi.Cdb, "DescribeDBSecurityGroups", """{"InstanceId":"cdb-base0000"}""");
        JsonAssert.Same("""
            {"Groups":[{"ProjectId":0,"CreateTime":"2026-01-04 21:03:30","SecurityGroupId":"sg-first000","SecurityGroupName":"first","SecurityGroupRemark":"of all",
              "Inbound":[{"Action":"ACCEPT","CidrIp":"10.0.0.0/8","PortRange":"3306","IpProtocol":"tcp","Dir":"INPUT","AddressModule":"","Id":"","Desc":"office"},
                         {"Action":"ACCEPT","CidrIp":"","PortRange":"ALL","IpProtocol":"ALL","Dir":"INPUT","AddressModule":"","Id":"sg-second00","Desc":""}],
              "Outbound":[{"Action":"DROP","CidrIp":"::/0","PortRange":"ALL","IpProtocol":"ALL","Dir":"OUTPUT","AddressModule":"","Desc":""}]}]}
            """, shown);
    }

    [Fact]
    public async Task Groups_of_a_project_are_listed()
    {
        var all = await _api.Call(TestApi.Cdb, "DescribeProjectSecurityGroups", "{}");
        Assert.Equal("sg-second00,sg-first000", JsonAssert.Texts(all["Groups"], "SecurityGroupId"));
        var some = await _api.Call(TestApi.Cdb, "DescribeProjectSecurityGroups", """{"ProjectId":7}""");
        Assert.Equal(("sg-second00", 1), (JsonAssert.Texts(some["Groups"], "SecurityGroupId"), (int)some["TotalCount"]!));
    }

    [Theory]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupId":"sg-first000","InstanceIds":["cdb-none0000"]}""", "InvalidParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupId":"sg-first000","InstanceIds":["ins-none0000"]}""", "InvalidParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupId":"sg-none0000","InstanceIds":["cdb-base0000"]}""", "InvalidParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["sg-first000"],"InstanceIds":["cdb-base0000"]}""", "MissingParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupId":"sg-first000","InstanceIds":["cdb-base0000"],"ForReadonlyInstance":true}""", "UnsupportedOperation")]
    [InlineData("DisassociateSecurityGroups", """{"SecurityGroupId":"sg-first000","InstanceIds":[]}""", "MissingParameter")]
    [InlineData("ModifyDBInstanceSecurityGroups", """{"InstanceId":"cdbro-none0000","SecurityGroupIds":["sg-first000"]}""", "InvalidParameter.InstanceNotFound")]
    [InlineData("ModifyDBInstanceSecurityGroups", """{"InstanceId":"cdb-base0000","SecurityGroupIds":["sg-first000"],"OpResourceId":"cdb-base0000|readonly"}""", "UnsupportedOperation")]
    [InlineData("ModifyDBInstanceSecurityGroups", """{"InstanceId":"cdb-base0000","SecurityGroupIds":[]}""", "MissingParameter")]
    [InlineData("DescribeDBSecurityGroups", """{"InstanceId":"cdb-none0000"}""", "InvalidParameter.InstanceNotFound")]
    [InlineData("DescribeProjectSecurityGroups", """{"ProjectId":"seven"}""", "InvalidParameter")]
    public async Task Refusals_have_the_codes_of_the_product(string action, string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Cdb, action, parameters)).Code);
        Assert.Equal(7, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task A_group_too_many_is_denied()
    {
        var world = new TestWorld().Group("sg-next0000");
        string[] bound = [.. Enumerable.Range(0, 10).Select(i => $"sg-bound{i:000}")];
        foreach (string group in bound)
            world.Group(group);
        var api = new TestApi(
            world.Instance("cdb-full0000", type: InstanceType.Cdb).Interface("eni-full0000", bound, ["10.0.0.1"]).Build(), quotas: new() { GroupsPerInstance = bound.Length, GroupsPerDatabase = bound.Length });
        Assert.Equal("OperationDenied", (await api.Refused(TestApi.Cdb, "AssociateSecurityGroups", """{"SecurityGroupId":"sg-next0000","InstanceIds":["cdb-full0000"]}""")).Code);
    }

    [Fact]
    public async Task The_actions_of_the_same_name_are_told_apart_by_their_version()
    {
        Assert.Equal("InvalidInstanceId.Malformed",
            (await _api.Refused(TestApi.Vpc, "AssociateSecurityGroups", """{"SecurityGroupIds":["sg-second00"],"InstanceIds":["cdb-base0000"]}""")).Code);
        await Associate("sg-second00");
    }

    private Task<JsonNode> Associate(string group) =>
        _api.Call(TestApi.Cdb, "AssociateSecurityGroups", $$"""{"SecurityGroupId":"{{group}}","InstanceIds":["cdb-base0000"]}""");

    private Task<JsonNode> Disassociate(string group) =>
        _api.Call(TestApi.Cdb, "DisassociateSecurityGroups", $$"""{"SecurityGroupId":"{{group}}","InstanceIds":["cdb-base0000"]}""");

    private async Task<string> Groups() =>
        JsonAssert.Texts((await _api.Call(TestApi.Cdb, "DescribeDBSecurityGroups", """{"InstanceId":"cdb-base0000"}"""))["Groups"], "SecurityGroupId");
}
