using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence.Guards;

public sealed class GuardActionsTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-00000001", "db", ingress: [FromTen], tags: new Tag("role", "db"))
        .Instance("ins-00000001").Interface("eni-00000001", ["sg-00000001"], ["10.0.0.1"]).Build());

    private static GroupRule FromTen => TestWorld.Rule(1, "TCP", "5432", cidr: "10.0.0.0/8") with
    {
        Rule = new SecurityRule(new RuleId(1), new PrefixPeer(IpPrefix.Parse("10.0.0.0/8")), new LiteralService(IpProtocol.Tcp, PortSet.Of(new PortRange(5432, 5432))), RuleAction.Accept),
    };

    [Fact]
    public async Task Every_fault_is_listed_and_nothing_is_made()
    {
        var error = await _api.Refused(TestApi.Extension, "CreateGuards", """
            {"Guards":[
              {"GuardName":"","From":{"CidrBlocks":["10.0.0.0/33"],"SecurityGroupIds":["sg-99999999"],"All":true},"To":{"Outside":true},"Services":["tcp:99999"]},
              {"GuardName":"x","From":{},"To":{"InstanceIds":["ins-99999999"],"Tags":[{"Key":""}]},"Services":[]}]}
            """);
        foreach (string fault in (string[])[
            "Guards.0.GuardName: a guard has a name.", "Guards.0.From.CidrBlocks.0: '10.0.0.0/33' is not an address", "Guards.0.From.SecurityGroupIds.0: the security group 'sg-99999999' does not exist.",
            "Guards.0.From.All: All includes every other part.", "Guards.0.To: interfaces are reached", "Guards.0.Services.0: ", "Guards.1.From: it means nobody", "Guards.1.Services: at least one service",
            "Guards.1.To.InstanceIds.0: the instance 'ins-99999999' does not exist.", "Guards.1.To.Tags.0.Key: a tag has a key."])
        {
            Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        }

        Assert.Empty((await _api.Call(TestApi.Extension, "DescribeGuards", "{}"))["GuardSet"]!.AsArray());
    }

    [Theory]
    [InlineData("CreateGuards", """{}""", "MissingParameter")]
    [InlineData("CreateGuards", """{"Guards":[{"GuardName":"x","Frm":{"All":true},"To":{"All":true},"Services":["ALL"]}]}""", "UnknownParameter")]
    [InlineData("ModifyGuard", """{"GuardId":"guard-99999999"}""", "ResourceNotFound")]
    [InlineData("ModifyGuard", """{"GuardId":"sg-00000001"}""", "InvalidParameterValue.Malformed")]
    [InlineData("DeleteGuards", """{"GuardIds":[]}""", "MissingParameter")]
    [InlineData("DeleteGuards", """{"GuardIds":["guard-99999999"]}""", "ResourceNotFound")]
    [InlineData("DescribeGuards", """{"GuardIds":["guard-99999999"]}""", "ResourceNotFound")]
    public async Task Bad_requests_are_refused(string action, string parameters, string code) => Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);

    [Fact]
    public async Task A_guard_is_declared_read_changed_and_deleted()
    {
        var declared = (await _api.Call(TestApi.Extension, "CreateGuards", """
            {"Guards":[{"GuardName":"db stays inside","From":{"Outside":true},"Except":{"CidrBlocks":["10.0.0.0/8"]},"To":{"Tags":[{"Key":"role","Value":"db"}]},"Services":["ALL"]}]}
            """))["GuardSet"]![0]!;
        Assert.Equal("HOLDS", declared["State"]!.ToString());
        Assert.Equal("nothing from outside but 10.0.0.0/8 reaches tag role=db on ALL", declared["Sentence"]!.ToString());
        string id = declared["GuardId"]!.ToString();

        var refused = await _api.Refused(TestApi.Extension, "ModifyGuard", $$$"""{"GuardId":"{{{id}}}","Except":{"CidrBlocks":["10.1.0.0/16"]}}""");
        Assert.Equal("OperationDenied.GuardViolated", refused.Code);
        Assert.Contains("tcp:5432 from 10.", refused.Message, StringComparison.Ordinal);
        var violated = (await _api.Call(TestApi.Extension, "ModifyGuard", $$$"""{"GuardId":"{{{id}}}","Except":{"CidrBlocks":["10.1.0.0/16"]},"RecordViolated":true}"""))["GuardSet"]![0]!;
        Assert.Equal("VIOLATED", violated["State"]!.ToString());
        Assert.Equal(("10.0.0.1", "sg-00000001", 0), (violated["Witness"]!["Destination"]!.ToString(), violated["Witness"]!["SecurityGroupId"]!.ToString(), (int)violated["Witness"]!["PolicyIndex"]!));

        var history = await _api.Call(TestApi.Extension, "DescribeRevisions", "{}");
        Assert.Contains("Guard", history["RevisionSet"]!.ToJsonString(), StringComparison.Ordinal);
        await _api.Call(TestApi.Extension, "DeleteGuards", $$$"""{"GuardIds":["{{{id}}}"]}""");
        Assert.Empty((await _api.Call(TestApi.Extension, "DescribeGuards", "{}"))["GuardSet"]!.AsArray());
    }

    [Fact]
    public async Task Whether_a_guard_holds_follows_every_change()
    {
        await _api.Call(TestApi.Extension, "CreateGuards", """{"Guards":[{"GuardName":"no ssh","From":{"All":true},"To":{"All":true},"Services":["tcp:22"]}]}""");
        Assert.Equal("HOLDS", await State());
        string call = JsonNode.Parse(OpenSsh("sg-00000001"))!["Changes"]![0]!["Parameters"]!.ToJsonString();
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", call);
        Assert.Equal("VIOLATED", await State());
        await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"other","GroupDescription":""}""");
        Assert.Equal("VIOLATED", await State());
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", """{"SecurityGroupId":"sg-00000001","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"22","CidrBlock":"192.0.2.0/24","Action":"ACCEPT"}]}}""");
        Assert.Equal("HOLDS", await State());

        async Task<string> State() => (await _api.Call(TestApi.Extension, "DescribeGuards", "{}"))["GuardSet"]![0]!["State"]!.ToString();
    }

    [Fact]
    public async Task A_proposed_change_that_breaks_a_guard_is_refused_as_the_real_one_would_be()
    {
        await _api.Call(TestApi.Extension, "CreateGuards", """{"Guards":[{"GuardName":"no ssh","From":{"All":true},"To":{"All":true},"Services":["tcp:22"]}]}""");
        var refused = await _api.Refused(TestApi.Extension, "CompareSecurityGroupPolicies", OpenSsh("sg-00000001"));
        Assert.Equal("OperationDenied.GuardViolated", refused.Code);
    }

    [Fact]
    public async Task Guards_of_another_account_or_region_are_neither_seen_nor_in_the_way()
    {
        await _api.Call(TestApi.Extension, "CreateGuards", """{"Guards":[{"GuardName":"no ssh","From":{"All":true},"To":{"All":true},"Services":["tcp:22"]}]}""");
        foreach (var scope in (Scope[])[TestWorld.OtherAccount, TestWorld.OtherRegion])
        {
            _api.Scope = scope;
            Assert.Empty((await _api.Call(TestApi.Extension, "DescribeGuards", "{}"))["GuardSet"]!.AsArray());
            string device = scope == TestWorld.OtherAccount ? "veth1" : "veth2";
            string group = (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"web","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
            await _api.Call(TestApi.Extension, "RegisterInstances", $$$"""
                {"Instances":[{"SecurityGroupIds":["{{{group}}}"],"NetworkInterfaces":[{"Device":"{{{device}}}","PrivateIpAddresses":["10.0.0.1"]}]}]}
                """);
            var compared = await _api.Call(TestApi.Extension, "CompareSecurityGroupPolicies", OpenSsh(group));
            Assert.NotEmpty(compared["EffectSet"]!.AsArray());
        }

        // What is refused where the guard is.
        _api.Scope = TestWorld.Home;
        Assert.Equal("OperationDenied.GuardViolated", (await _api.Refused(TestApi.Extension, "CompareSecurityGroupPolicies", OpenSsh("sg-00000001"))).Code);
    }

    [Fact]
    public async Task Too_many_guards_are_told_with_what_else_is_wrong_with_them()
    {
        string guards = string.Join(',', Enumerable.Repeat("""{"GuardName":"","From":{"All":true},"To":{"All":true},"Services":["tcp:22"]}""", 101));
        var error = await _api.Refused(TestApi.Extension, "CreateGuards", $$"""{"Guards":[{{guards}}]}""");
        Assert.Contains("there would be 101 guards; at most 100 are allowed", error.Message, StringComparison.Ordinal);
        Assert.Contains("Guards.0.GuardName: a guard has a name.", error.Message, StringComparison.Ordinal);
    }

    private static string OpenSsh(string group) => $$"""
        {"Changes":[{"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{group}}","SecurityGroupPolicySet":
          {"Ingress":[{"Protocol":"TCP","Port":"22","CidrBlock":"192.0.2.0/24","Action":"ACCEPT"}] } } }]}
        """;
}
