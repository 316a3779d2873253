using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

public sealed class CloneSecurityGroupTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-source00", "web", project: "7", description: "of the web", isDefault: true, version: 5, tags: [new Tag("env", "prod"), new Tag("team", "web")],
            ingress: [TestWorld.Rule(1, "tcp", "22", "10.0.0.0/8", description: "ssh"), TestWorld.Rule(2, "tcp", "80", "0.0.0.0/0", action: "DROP")],
            egress: [TestWorld.Rule(3, "ALL", "ALL", cidr6: "::/0")])
        .Group("sg-names000", ingress: [TestWorld.Rule(4, "ALL", "ALL", group: "sg-names000")])
        .Group("sg-remote00", "far", scope: TestWorld.OtherRegion, egress: [TestWorld.Rule(5, "udp", "53", "8.8.8.8")])
        .Group("sg-renames0", scope: TestWorld.OtherRegion, egress: [TestWorld.Rule(6, "udp", "53", group: "sg-remote00")])
        .Instance("ins-machine0").Interface("eni-machine0", ["sg-source00"], ["10.0.0.3"])
        .Build());

    [Fact]
    public async Task Name_description_and_rules_are_the_sources_project_and_bindings_are_not()
    {
        var clone = await Clone("""{"SecurityGroupId":"sg-source00"}""");
        Assert.Equal(("web", "of the web", "0", "False"), (Text(clone, "SecurityGroupName"), Text(clone, "SecurityGroupDesc"), Text(clone, "ProjectId"), ((bool)clone["IsDefault"]!).ToString()));
        Assert.Empty(clone["TagSet"]!.AsArray());
        var (from, to) = (await Rules("sg-source00"), await Rules(Text(clone, "SecurityGroupId")));
        Assert.Equal(("1", "22,80", "ssh,", "ACCEPT,DROP"), (Text(to, "Version"), JsonAssert.Texts(to["Ingress"], "Port"), JsonAssert.Texts(to["Ingress"], "PolicyDescription"), JsonAssert.Texts(to["Ingress"], "Action")));
        Assert.Equal(JsonAssert.Texts(from["Egress"], "Ipv6CidrBlock"), JsonAssert.Texts(to["Egress"], "Ipv6CidrBlock"));
        Assert.False(_api.Plane.World.InterfacesByGroup.ContainsKey(Text(clone, "SecurityGroupId")));

        // Rules have identities of their own.
        var ids = _api.Plane.World.Groups.Values.SelectMany(group => group.Ingress.AddRange(group.Egress)).Select(rule => rule.Rule.Id).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
    }

    [Fact]
    public async Task Tags_are_merged_when_they_are_cloned()
    {
        var clone = await Clone("""{"SecurityGroupId":"sg-source00","GroupName":"new","GroupDescription":"","IsCloneTags":true,"Tags":[{"Key":"env","Value":"test"}]}""");
        Assert.Equal(("new", ""), (Text(clone, "SecurityGroupName"), Text(clone, "SecurityGroupDesc")));
        JsonAssert.Same("""[{"Key":"team","Value":"web"},{"Key":"env","Value":"test"}]""", clone["TagSet"]);
    }

    [Fact]
    public async Task A_group_comes_from_another_region()
    {
        var clone = await Clone("""{"SecurityGroupId":"sg-remote00","RemoteRegion":"ap-singapore"}""");
        Assert.Equal("8.8.8.8", JsonAssert.Texts((await Rules(Text(clone, "SecurityGroupId")))["Egress"], "CidrBlock"));
    }

    [Fact]
    public async Task A_peer_group_stays_the_peer()
    {
        var clone = await Clone("""{"SecurityGroupId":"sg-names000"}""");
        Assert.Equal("sg-names000", JsonAssert.Texts((await Rules(Text(clone, "SecurityGroupId")))["Ingress"], "SecurityGroupId"));
    }

    [Theory]
    [InlineData("""{"SecurityGroupId":"sg-none0000"}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupId":"sg-remote00"}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupId":"sg-source00","RemoteRegion":"ap-singapore"}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupId":"sg-renames0","RemoteRegion":"ap-singapore"}""", "UnsupportedOperation.RemoteRegionSgHasReferencedSg")]
    [InlineData("""{"SecurityGroupId":"sg-names000","ProjectId":"7"}""", "InvalidParameterValue")]
    [InlineData("""{"SecurityGroupId":"web"}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"SecurityGroupId":"sg-source00","ProjectId":"seven"}""", "InvalidParameterValue")]
    [InlineData("{}", "MissingParameter")]
    public async Task Refusals(string parameters, string code) => Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "CloneSecurityGroup", parameters)).Code);

    [Fact]
    public async Task Texts_and_the_quota_are_limited()
    {
        Assert.Equal("InvalidParameterValue.TooLong",
            (await _api.Refused(TestApi.Vpc, "CloneSecurityGroup", $$"""{"SecurityGroupId":"sg-source00","GroupName":"{{new string('x', 61)}}"}""")).Code);
        for (int i = 0; i < 49; i++)
            await Clone("""{"SecurityGroupId":"sg-source00"}""");
        Assert.Equal("LimitExceeded", (await _api.Refused(TestApi.Vpc, "CloneSecurityGroup", """{"SecurityGroupId":"sg-source00"}""")).Code);
    }

    private async Task<JsonNode> Clone(string parameters) => (await _api.Call(TestApi.Vpc, "CloneSecurityGroup", parameters))["SecurityGroup"]!;

    private async Task<JsonNode> Rules(string id) =>
        (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{id}}"}"""))["SecurityGroupPolicySet"]!;

    private static string Text(JsonNode node, string name) => node[name]!.ToString();
}
