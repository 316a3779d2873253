using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests.Clients;

/// <summary>
/// The behaviour vectors of reference, appendix 3.2, in their order and by their numbers. Where Ringfence decides otherwise (12: a prefix is never widened) docs/api.md says
/// so. Elsewhere: what packets get (19 to 21), the envelope (22), routing by version (23), templates (24), load balancers (25).
/// </summary>
public sealed class BehaviourVectorTests
{
    private const string Group = "sg-vector00";

    private readonly TestApi _api = new(new TestWorld().Group(Group).Group("sg-peer0000").Group("sg-default0", isDefault: true).Build());

    [Fact]
    public async Task Vectors_1_to_4_insertion()
    {
        JsonAssert.Same("""
            {"Version":"0","Ingress":[],"Egress":[],
             "PolicyStatistics":{"IngressIPv4TotalCount":0,"IngressIPv6TotalCount":0,"EgressIPv4TotalCount":0,"EgressIPv6TotalCount":0}}
            """, await Set());
        await Create(Rule("tcp", "22"));
        await Create(Rule("udp", "53"));
        Assert.Equal(("2", "22,53"), await State());
        await Create(Rule("tcp", "443", index: 0));
        Assert.Equal(("3", "443,22,53"), await State());
        await Create($"{Rule("tcp", "1", index: 1)},{Rule("tcp", "2", index: 1)}");
        Assert.Equal(("4", "443,1,2,22,53"), await State());
    }

    [Fact]
    public async Task Vectors_5_to_9_one_direction_versions_resets_and_indexes()
    {
        await Create($"{Rule("tcp", "1")},{Rule("tcp", "2")},{Rule("tcp", "3")}");
        await Refused("InvalidParameterValue", "Create", $$"""{"Ingress":[{{Rule("tcp", "8", index: 0)}},{{Rule("tcp", "9", index: 1)}}]}""");
        await Refused("InvalidParameter.Coexist", "Create", $$"""{"Ingress":[{{Rule("tcp", "8")}}],"Egress":[{{Rule("tcp", "8")}}]}""");
        await Refused("UnsupportedOperation.VersionMismatch", "Create", $$"""{"Version":"0","Ingress":[{{Rule("tcp", "8")}}]}""");
        await Refused("UnsupportedOperation.VersionMismatch", "Delete", """{"Version":"0","Ingress":[{"PolicyIndex":0}]}""");
        await Refused("UnsupportedOperation.VersionMismatch", "Replace", $$"""{"Version":"0","Ingress":[{{Rule("tcp", "8", index: 0)}}]}""");
        Assert.Equal(("1", "1,2,3"), await State());

        // 9, by indexes of before the call; 8, the other direction stays; 6, the reset takes any version; 7, but for 0.
        await Call("Delete", """{"Ingress":[{"PolicyIndex":1},{"PolicyIndex":0}]}""");
        Assert.Equal(("2", "3"), await State());
        await Call("Modify", $$"""{"Version":"77","Egress":[{{Rule("tcp", "5")}}]}""");
        Assert.Equal(("3", "3"), await State());
        await Call("Modify", $$"""{"Version":"0","Ingress":[{{Rule("tcp", "6")}}],"Egress":[{{Rule("tcp", "6")}}]}""");
        Assert.Equal(("4", ""), await State());
        Assert.Empty((await Set())["Egress"]!.AsArray());
    }

    [Fact]
    public async Task Vectors_10_to_14_content_duplicates_echo_and_exclusions()
    {
        await Create("""{"Protocol":"ICMP","CidrBlock":"1.1.1.1/32","Action":"ACCEPT"}""");
        await Call("Delete", """{"Ingress":[{"Action":"Accept","Protocol":"icmp","CidrBlock":"1.1.1.1/32","Port":"all"}]}""");
        await Create(Rule("tcp", "22"));
        await Refused("UnsupportedOperation.DuplicatePolicy", "Create", $$"""{"Ingress":[{{Rule("TCP", "22")}}]}""");
        await Create(Rule("tcp", "22").Replace("ACCEPT\"", "ACCEPT\",\"PolicyDescription\":\"other\"", StringComparison.Ordinal));
        await Create("""{"Protocol":"tcp","Port":"80","CidrBlock":"0.0.0.0/8","Action":"ACCEPT"},{"Protocol":"tcp","Port":"81","CidrBlock":"8.8.8.8","SecurityGroupId":"","AddressTemplate":{},"Action":"ACCEPT"}""");
        Assert.Equal("10.0.0.0/8,10.0.0.0/8,0.0.0.0/8,8.8.8.8", JsonAssert.Texts((await Set())["Ingress"], "CidrBlock"));
        await Refused("InvalidParameter.Coexist", "Create", """{"Ingress":[{"CidrBlock":"10.0.0.0/8","SecurityGroupId":"sg-peer0000","Action":"ACCEPT"}]}""");
        await Refused("InvalidParameter.Coexist", "Create", """{"Ingress":[{"Protocol":"ICMP","Ipv6CidrBlock":"::/0","Action":"ACCEPT"}]}""");
        await Refused("InvalidParameterValue", "Create", """{"Ingress":[{"Protocol":"ICMP","Port":"80","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}]}""");
        await Create("""{"Protocol":"ICMPV6","Port":"all","Ipv6CidrBlock":"::/0","Action":"ACCEPT"},{"Protocol":"ICMP","Port":"all","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}""");
    }

    [Fact]
    public async Task Vectors_15_to_18_deletion_quotas_and_lists()
    {
        await Create("""{"SecurityGroupId":"sg-peer0000","Action":"ACCEPT"}""");
        await RefusedCall("ResourceInUse", "DeleteSecurityGroup", """{"SecurityGroupId":"sg-peer0000"}""");
        await Call("Modify", """{"Version":"0"}""");
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-peer0000"}""");
        await RefusedCall("UnsupportedOperation", "DeleteSecurityGroup", """{"SecurityGroupId":"sg-default0"}""");

        await Create(string.Join(',', Enumerable.Range(1, 100).Select(port => Rule("tcp", $"{port}"))));
        await Refused("LimitExceeded.SecurityGroupPolicySet", "Create", $$"""{"Ingress":[{{Rule("udp", "1")}}]}""");
        for (int made = 2; made < 50; made++)
            await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"same name","GroupDescription":""}""");
        await RefusedCall("LimitExceeded", "CreateSecurityGroup", """{"GroupName":"x","GroupDescription":""}""");

        await RefusedCall("InvalidParameter.Coexist", "DescribeSecurityGroups", $$"""{"SecurityGroupIds":["{{Group}}"],"Filters":[{"Name":"project-id","Values":["0"]}]}""");
        await RefusedCall("InvalidParameterValue.Range", "DescribeSecurityGroups", """{"Limit":"101"}""");
        Assert.Equal(20, (await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", """{"Limit":20}"""))["SecurityGroupSet"]!.AsArray().Count);
    }

    private static string Rule(string protocol, string port, int? index = null) =>
        "{" + (index is null ? "" : $"\"PolicyIndex\":{index},") + $$""" "Protocol":"{{protocol}}","Port":"{{port}}","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}""";

    private Task Create(string rules) => Call("Create", $$"""{"Ingress":[{{rules}}]}""");

    private async Task Call(string verb, string set) => JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, Action(verb), Body(set)));

    private Task Refused(string code, string verb, string set) => RefusedCall(code, Action(verb), Body(set));

    private async Task RefusedCall(string code, string action, string parameters)
    {
        long revision = _api.Plane.World.Revision;
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, action, parameters)).Code);
        Assert.Equal(revision, _api.Plane.World.Revision);
    }

    private static string Action(string verb) => verb == "Replace" ? "ReplaceSecurityGroupPolicy" : $"{verb}SecurityGroupPolicies";

    private static string Body(string set) => "{\"SecurityGroupId\":\"" + Group + "\",\"SecurityGroupPolicySet\":" + set + "}";

    private async Task<JsonNode> Set() =>
        (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", "{\"SecurityGroupId\":\"" + Group + "\"}"))["SecurityGroupPolicySet"]!;

    private async Task<(string Version, string Ports)> State()
    {
        var set = await Set();
        return (set["Version"]!.ToString(), JsonAssert.Texts(set["Ingress"], "Port"));
    }
}
