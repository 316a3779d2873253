using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

/// <summary>The vendor console's ready-made groups (reference A.18).</summary>
public sealed class GroupTemplateTests
{
    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public async Task Open_all_ports_opens_both_families_both_ways()
    {
        var rules = await Rules("""{"TemplateName":"open-all-ports","GroupName":"all"}""");
        foreach (string direction in (string[])["Ingress", "Egress"])
            Assert.Equal(["ALL ALL 0.0.0.0/0 ACCEPT", "ALL ALL ::/0 ACCEPT"], Rows(rules[direction]!));
    }

    [Fact]
    public async Task Open_major_ports_opens_ping_login_web_and_private_networks()
    {
        var rules = await Rules("""{"TemplateName":"open-major-ports","GroupName":"major","GroupDescription":"","Tags":[{"Key":"a","Value":"b"}]}""");
        Assert.Equal(
            [
                "icmp ALL 0.0.0.0/0 ACCEPT", "icmpv6 ALL ::/0 ACCEPT", "tcp 22 0.0.0.0/0 ACCEPT", "tcp 22 ::/0 ACCEPT", "tcp 3389 0.0.0.0/0 ACCEPT", "tcp 3389 ::/0 ACCEPT",
                "tcp 80 0.0.0.0/0 ACCEPT", "tcp 80 ::/0 ACCEPT", "tcp 443 0.0.0.0/0 ACCEPT", "tcp 443 ::/0 ACCEPT",
                "ALL ALL 10.0.0.0/8 ACCEPT", "ALL ALL 172.16.0.0/12 ACCEPT", "ALL ALL 192.168.0.0/16 ACCEPT",
            ],
            Rows(rules["Ingress"]!));
        Assert.Equal(["ALL ALL 0.0.0.0/0 ACCEPT", "ALL ALL ::/0 ACCEPT"], Rows(rules["Egress"]!));
        Assert.Equal([new Tag("a", "b")], _api.Plane.World.Groups.Values.Single().Tags);
    }

    [Fact]
    public async Task Every_template_that_is_listed_can_be_used()
    {
        var listed = (await _api.Call(TestApi.Extension, "DescribeSecurityGroupTemplates", "{}"))["SecurityGroupTemplateSet"]!.AsArray();
        Assert.Equal("open-all-ports,open-major-ports", JsonAssert.Texts(listed, "TemplateName"));
        foreach (var template in listed)
        {
            var made = await _api.Call(TestApi.Extension, "CreateSecurityGroupFromTemplate", $$"""{"TemplateName":"{{template!["TemplateName"]}}","GroupName":"x"}""");
            Assert.Equal(template["Description"]!.ToString(), made["SecurityGroup"]!["SecurityGroupDesc"]!.ToString());
        }
    }

    [Theory]
    [InlineData("""{"TemplateName":"open-sesame","GroupName":"x"}""", "InvalidParameterValue")]
    [InlineData("""{"TemplateName":"open-all-ports"}""", "MissingParameter")]
    [InlineData("""{"GroupName":"x"}""", "MissingParameter")]
    public async Task Refusals(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "CreateSecurityGroupFromTemplate", parameters)).Code);

    private async Task<JsonNode> Rules(string parameters)
    {
        var made = await _api.Call(TestApi.Extension, "CreateSecurityGroupFromTemplate", parameters);
        return (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies",
            $$"""{"SecurityGroupId":"{{made["SecurityGroup"]!["SecurityGroupId"]}}"}"""))["SecurityGroupPolicySet"]!;
    }

    private static string[] Rows(JsonNode rules) =>
        [.. rules.AsArray().Select(rule => $"{rule!["Protocol"]} {rule["Port"]} {rule["CidrBlock"]}{rule["Ipv6CidrBlock"]} {rule["Action"]}")];
}
