using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Clb;

/// <summary>CLB's own forms of binding, on instances of type CLB (reference C.7; Terraform's <c>clb_security_group_attachment</c>).</summary>
public sealed class LoadBalancerTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-first000").Group("sg-second00")
        .Instance("lb-public00", "front", InstanceType.Clb, minute: 1).Interface("eni-public00", ["sg-first000"], ["10.0.0.1"], known: ["203.0.113.5"], device: "v1")
        .Instance("lb-inner000", "back", InstanceType.Clb, minute: 2).Interface("eni-inner000", [], ["10.0.0.2"], ["fd00::2"], device: "v2")
        .Instance("ins-machine0").Interface("eni-machine0", ["sg-first000"], ["10.0.0.3"], device: "v3")
        .Build());

    [Fact]
    public async Task The_full_list_is_set_in_order_and_leaving_it_out_unbinds_all()
    {
        JsonAssert.Same("{}", await Set("""{"LoadBalancerId":"lb-public00","SecurityGroups":["sg-second00","sg-first000"]}"""));
        Assert.Equal("sg-second00,sg-first000", await GroupsOf("lb-public00"));
        await Set("""{"LoadBalancerId":"lb-public00"}""");
        Assert.Equal("", await GroupsOf("lb-public00"));
        Assert.Empty(_api.Plane.World.Interfaces["eni-public00"].SecurityGroupIds);
    }

    [Fact]
    public async Task One_group_is_added_behind_the_others_and_taken_away_also_as_the_last()
    {
        await Bind("ADD");
        Assert.Equal("sg-first000,sg-second00", await GroupsOf("lb-public00"));
        Assert.Equal("sg-second00", await GroupsOf("lb-inner000"));
        await Bind("ADD");
        Assert.Equal("sg-first000,sg-second00", await GroupsOf("lb-public00"));
        var listed = await _api.Call(TestApi.Clb, "DescribeLoadBalancers", """{"SecurityGroup":"sg-second00"}""");
        Assert.Equal(2, (int)listed["TotalCount"]!);
        await Bind("DEL");
        Assert.Equal("", await GroupsOf("lb-inner000"));
    }

    [Theory]
    [InlineData("SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"lb-none0000","SecurityGroups":[]}""", "InvalidParameter.LBIdNotFound")]
    [InlineData("SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"ins-machine0","SecurityGroups":[]}""", "InvalidParameter.FormatError")]
    [InlineData("SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"lb-public00","SecurityGroups":["sg-none0000"]}""", "InvalidParameterValue")]
    [InlineData("SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"lb-public00","SecurityGroups":["web"]}""", "InvalidParameter.FormatError")]
    [InlineData("SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"lb-public00","SecurityGroups":["sg-first000","sg-first000"]}""", "InvalidParameterValue")]
    [InlineData("SetLoadBalancerSecurityGroups", """{}""", "MissingParameter")]
    [InlineData("SetSecurityGroupForLoadbalancers", """{"SecurityGroup":"sg-first000","OperationType":"SET","LoadBalancerIds":["lb-public00"]}""", "InvalidParameterValue")]
    [InlineData("SetSecurityGroupForLoadbalancers", """{"SecurityGroup":"sg-first000","OperationType":"ADD","LoadBalancerIds":[]}""", "MissingParameter")]
    [InlineData("SetSecurityGroupForLoadbalancers", """{"SecurityGroup":"sg-first000","OperationType":"ADD","LoadBalancerIds":["lb-none0000"]}""", "InvalidParameter.LBIdNotFound")]
    [InlineData("ModifyLoadBalancerAttributes", """{"LoadBalancerId":"lb-none0000"}""", "InvalidParameter.LBIdNotFound")]
    [InlineData("ModifyLoadBalancerAttributes", """{"LoadBalancerId":"lb-public00","LoadBalancerPassToTarget":true}""", "UnsupportedOperation")]
    [InlineData("ModifyLoadBalancerAttributes", """{"LoadBalancerId":"lb-public00","SnatPro":true}""", "UnsupportedOperation")]
    [InlineData("DescribeLoadBalancers", """{"Limit":101}""", "InvalidParameterValue.Range")]
    [InlineData("DescribeLoadBalancers", """{"OrderBy":"Colour"}""", "InvalidParameterValue")]
    [InlineData("DescribeLoadBalancers", """{"Filters":[{"Name":"colour","Values":["red"]}]}""", "InvalidParameterValue.InvalidFilter")]
    [InlineData("DescribeTaskStatus", """{"TaskId":"nobody"}""", "InvalidParameterValue")]
    [InlineData("DescribeTaskStatus", """{}""", "MissingParameter")]
    public async Task Refusals_have_the_codes_of_the_product(string action, string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Clb, action, parameters)).Code);
        Assert.Equal(7, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task Limits_of_lists_and_of_groups_hold()
    {
        string twentyOne = string.Join(',', Enumerable.Range(0, 21).Select(i => $"\"lb-{TestWorld.Eight(i)}\""));
        Assert.Equal("InvalidParameterValue.Length", (await _api.Refused(TestApi.Clb, "SetSecurityGroupForLoadbalancers",
            $$"""{"SecurityGroup":"sg-first000","OperationType":"ADD","LoadBalancerIds":[{{twentyOne}}]}""")).Code);

        var world = new TestWorld().Instance("lb-public00", type: InstanceType.Clb).Interface("eni-public00", [], ["10.0.0.1"]);
        foreach (int i in Enumerable.Range(0, 51))
            world.Group($"sg-{TestWorld.Eight(i)}");
        var api = new TestApi(world.Build());
        string Groups(int count) => string.Join(',', Enumerable.Range(0, count).Select(i => $"\"sg-{TestWorld.Eight(i)}\""));
        await api.Call(TestApi.Clb, "SetLoadBalancerSecurityGroups", $$"""{"LoadBalancerId":"lb-public00","SecurityGroups":[{{Groups(50)}}]}""");
        Assert.Equal("InvalidParameterValue.Length", (await api.Refused(TestApi.Clb, "SetLoadBalancerSecurityGroups",
            $$"""{"LoadBalancerId":"lb-public00","SecurityGroups":[{{Groups(51)}}]}""")).Code);
        Assert.Equal("LimitExceeded", (await api.Refused(TestApi.Clb, "SetSecurityGroupForLoadbalancers",
            """{"SecurityGroup":"sg-00000050","OperationType":"ADD","LoadBalancerIds":["lb-public00"]}""")).Code);
    }

    [Fact]
    public async Task A_change_is_a_task_that_has_succeeded()
    {
        await _api.Call(TestApi.Clb, "ModifyLoadBalancerAttributes", """{"LoadBalancerId":"lb-public00","LoadBalancerName":"edge","LoadBalancerPassToTarget":false}""");
        JsonAssert.Same("""{"Status":0,"LoadBalancerIds":[]}""", await _api.Call(TestApi.Clb, "DescribeTaskStatus", """{"TaskId":"r-1"}"""));
        Assert.Equal("edge", (await Describe("""{"LoadBalancerIds":["lb-public00"]}"""))[0]!["LoadBalancerName"]!.ToString());
    }

    [Fact]
    public async Task A_load_balancer_is_shown_with_what_is_known_of_it()
    {
        JsonAssert.Same("""
            [{"LoadBalancerId":"lb-inner000","LoadBalancerName":"back","LoadBalancerType":"INTERNAL","Forward":1,"Domain":"","LoadBalancerDomain":"",
              "LoadBalancerVips":["10.0.0.2"],"AddressIPv6":"fd00::2","AddressIPVersion":"ipv4","Status":1,"CreateTime":"2026-01-04 21:04:30","StatusTime":"2026-01-04 21:04:30",
              "ProjectId":0,"VpcId":"vpc-2kx9z6h3","SubnetId":"","Tags":[],"SecureGroups":[],"LoadBalancerPassToTarget":false,"Isolation":0}]
            """, await Describe("""{"LoadBalancerIds":["lb-inner000","lb-none0000","lb-inner000"]}"""));
    }

    [Theory]
    [InlineData("{}", "lb-inner000,lb-public00")]
    [InlineData("""{"OrderType":0}""", "lb-public00,lb-inner000")]
    [InlineData("""{"OrderBy":"LoadBalancerName"}""", "lb-public00,lb-inner000")]
    [InlineData("""{"LoadBalancerType":"OPEN"}""", "lb-public00")]
    [InlineData("""{"LoadBalancerVips":["10.0.0.2"]}""", "lb-inner000")]
    [InlineData("""{"LoadBalancerName":"front"}""", "lb-public00")]
    [InlineData("""{"SearchKey":"203.0.113.5"}""", "lb-public00")]
    [InlineData("""{"ProjectId":0,"VpcId":"vpc-2kx9z6h3","Forward":1,"WithRs":0,"Limit":1,"Offset":1}""", "lb-public00")]
    [InlineData("""{"WithRs":1}""", "")]
    [InlineData("""{"Forward":0}""", "")]
    [InlineData("""{"Domain":"x"}""", "")]
    [InlineData("""{"Filters":[{"Name":"vip-isp","Values":["BGP"]}]}""", "")]
    public async Task Every_condition_holds(string parameters, string ids) =>
        Assert.Equal(ids, JsonAssert.Texts(await Describe(parameters), "LoadBalancerId"));

    private Task<JsonNode> Set(string parameters) => _api.Call(TestApi.Clb, "SetLoadBalancerSecurityGroups", parameters);

    private Task<JsonNode> Bind(string operation) => _api.Call(TestApi.Clb, "SetSecurityGroupForLoadbalancers",
        $$"""{"SecurityGroup":"sg-second00","OperationType":"{{operation}}","LoadBalancerIds":["lb-public00","lb-inner000"]}""");

    private async Task<JsonNode> Describe(string parameters) => (await _api.Call(TestApi.Clb, "DescribeLoadBalancers", parameters))["LoadBalancerSet"]!;

    private async Task<string> GroupsOf(string id) =>
        string.Join(',', (await Describe($$"""{"LoadBalancerIds":["{{id}}"]}"""))[0]!["SecureGroups"]!.AsArray().Select(group => group!.ToString()));
}
