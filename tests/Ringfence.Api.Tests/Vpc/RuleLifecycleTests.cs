using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

/// <summary>The vendor's behaviour vectors (reference, appendix 3.2) through requests and answers.</summary>
public sealed class RuleLifecycleTests
{
    private const string Allow = "\"CidrBlock\":\"10.0.0.0/8\",\"Action\":\"ACCEPT\"";

    private readonly TestApi _api = new(new TestWorld().Group("sg-ohuuioma").Group("sg-peer0000").Group("sg-default0", isDefault: true).Build());

    [Fact]
    public async Task A_group_is_made_found_renamed_and_deleted()
    {
        var made = (await _api.Call(TestApi.Vpc, "CreateSecurityGroup",
            """{"GroupName":"web","GroupDescription":"","Tags":[{"Key":"env","Value":"prod"}]}"""))["SecurityGroup"]!;
        string id = made["SecurityGroupId"]!.ToString();
        JsonAssert.Same("""[{"Key":"env","Value":"prod"}]""", made["TagSet"]);
        var found = await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", """{"Filters":[{"Name":"tag:env","Values":["prod"]}]}""");
        Assert.True(JsonNode.DeepEquals(made, found["SecurityGroupSet"]![0]));

        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "ModifySecurityGroupAttribute", $$"""{"SecurityGroupId":"{{id}}","GroupName":"app"}"""));
        Assert.Equal(1, (int)(await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", """{"Filters":[{"Name":"security-group-name","Values":["app"]}]}"""))["TotalCount"]!);
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{id}}"}"""));
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{id}}"}""")).Code);
    }

    [Fact]
    public async Task Rules_are_appended_put_on_top_and_inserted_in_the_order_of_the_request()
    {
        await Create("""{"Protocol":"TCP","Port":"22",ALLOW}""");
        await Create("""{"Protocol":"UDP","Port":"53",ALLOW}""");
        Assert.Equal("22,53", await Ports());
        await Create("""{"PolicyIndex":0,"Protocol":"TCP","Port":"443",ALLOW}""");
        await Create("""{"PolicyIndex":"1","Protocol":"TCP","Port":"1",ALLOW},{"PolicyIndex":1,"Protocol":"TCP","Port":"2",ALLOW}""");
        Assert.Equal("443,1,2,22,53", await Ports());
        Assert.Equal("4", await Version());
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", Body("""{"PolicyIndex":"1"},{"PolicyIndex":"0"}""")));
        Assert.Equal("2,22,53", await Ports());
    }

    [Theory]
    [InlineData("""{"PolicyIndex":0,"Port":"1","Protocol":"tcp",ALLOW},{"PolicyIndex":1,"Port":"2","Protocol":"tcp",ALLOW}""", "InvalidParameterValue")]
    [InlineData("""{"PolicyIndex":9,"Port":"1","Protocol":"tcp",ALLOW}""", "InvalidParameterValue.Range")]
    [InlineData("""{"CidrBlock":"10.0.0.0/8","SecurityGroupId":"sg-peer0000","Action":"ACCEPT"}""", "InvalidParameter.Coexist")]
    [InlineData("""{"Protocol":"ICMP","Ipv6CidrBlock":"::/0","Action":"ACCEPT"}""", "InvalidParameter.Coexist")]
    [InlineData("""{"Protocol":"ICMP","Port":"80",ALLOW}""", "InvalidParameterValue")]
    [InlineData("""{"Protocol":"TCP","Port":"90-80",ALLOW}""", "InvalidParameterValue")]
    [InlineData("""{"CidrBlock":"10.0.0.0/33","Action":"ACCEPT"}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"SecurityGroupId":"sg-none0000","Action":"ACCEPT"}""", "ResourceNotFound")]
    [InlineData("""{"CidrBlock":"10.0.0.0/8"}""", "InvalidParameterValue.Empty")]
    [InlineData("""{"Action":"ACCEPT"}""", "InvalidParameterValue.Empty")]
    [InlineData("""{"CidrBlock":"10.0.0.0/8","Action":"PERMIT"}""", "InvalidParameterValue")]
    [InlineData("""{"AddressTemplate":{"AddressId":"ipm-00000000"},"Action":"ACCEPT"}""", "ResourceNotFound")]
    [InlineData("""{"AddressTemplate":{"AddressId":"ipmg-00000000"},"Action":"ACCEPT"}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"ServiceTemplate":{"ServiceGroupId":"ppmg-00000000"},ALLOW}""", "ResourceNotFound")]
    [InlineData("""{"AddressTemplate":{"AddressId":"ipm-00000000","AddressGroupId":"ipmg-00000000"},"Action":"ACCEPT"}""", "InvalidParameter.Coexist")]
    [InlineData("""{"AddressTemplate":{"AddressId":"ipm-00000000"},ALLOW}""", "InvalidParameter.Coexist")]
    [InlineData("""{"ServiceTemplate":{"ServiceId":"ppm-00000000"},"Protocol":"tcp","Port":"80",ALLOW}""", "InvalidParameter.Coexist")]
    [InlineData("""{"ServiceTemplate":{"ServiceId":"ppm-00000000","ServiceGroupId":"ppmg-00000000"},ALLOW}""", "InvalidParameter.Coexist")]
    [InlineData("""{"Protocol":"tcp","Port":"22",ALLOW},{"Protocol":"TCP","Port":"22",ALLOW}""", "UnsupportedOperation.DuplicatePolicy")]
    public async Task A_refused_rule_changes_nothing(string rules, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rules))).Code);
        Assert.Equal("0", await Version());
    }

    [Fact]
    public async Task Empty_template_objects_and_unused_text_are_absent_and_the_row_is_in_normal_form()
    {
        await Create("""{"Protocol":"icmp","Port":"all","CidrBlock":"8.8.8.8","SecurityGroupId":"","AddressTemplate":{},"ServiceTemplate":{},"Action":"Accept"}""");
        JsonAssert.Same(
            """
            {"PolicyIndex":0,"Protocol":"icmp","Port":"ALL","CidrBlock":"8.8.8.8","Ipv6CidrBlock":"","SecurityGroupId":"","Action":"ACCEPT",
             "PolicyDescription":"","ModifyTime":"2026-01-04 21:02:30"}
            """,
            (await Policies())["Ingress"]![0]);
    }

    [Fact]
    public async Task A_stale_version_is_refused_except_where_the_lists_are_reset()
    {
        await Create("""{"Protocol":"tcp","Port":"22",ALLOW}""");
        await Create("""{"Protocol":"tcp","Port":"23",ALLOW}""");
        var error = await _api.Refused(TestApi.Vpc, "DeleteSecurityGroupPolicies",
            """{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Version":"1","Ingress":[{"PolicyIndex":0}]}}""");
        Assert.Equal("UnsupportedOperation.VersionMismatch", error.Code);
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", """
            {"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Version":"9","Ingress":[{"Protocol":"tcp","Port":"80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]}}
            """);
        Assert.Equal("80", await Ports());
        Assert.Equal("3", await Version());
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", """{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Version":"0","Ingress":[],"Egress":[]}}""");
        Assert.Equal("", await Ports());
    }

    [Fact]
    public async Task A_rule_is_overwritten_in_place_and_moved_by_priority()
    {
        await Create("""{"Protocol":"tcp","Port":"1",ALLOW},{"Protocol":"tcp","Port":"2",ALLOW},{"Protocol":"tcp","Port":"3",ALLOW}""");
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", Body("""{"PolicyIndex":1,"Protocol":"tcp","Port":"22",ALLOW}"""));
        Assert.Equal("1,22,3", await Ports());
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicies", """
            {"SecurityGroupId":"sg-ohuuioma","UpdateType":"Priority","SecurityGroupPolicySet":{"Ingress":[{"Priority":0}]},
             "OriginalSecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":2}]}}
            """);
        Assert.Equal("3,1,22", await Ports());
    }

    [Fact]
    public async Task Groups_in_use_and_default_groups_stay()
    {
        await Create("""{"SecurityGroupId":"sg-peer0000","Action":"ACCEPT"}""");
        Assert.Equal("ResourceInUse", (await _api.Refused(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-peer0000"}""")).Code);
        Assert.Equal("UnsupportedOperation", (await _api.Refused(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-default0"}""")).Code);
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", Body("""{"SecurityGroupId":"sg-peer0000","Action":"accept"}"""));
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", """{"SecurityGroupId":"sg-peer0000"}""");
    }

    [Fact]
    public async Task The_default_group_is_made_once_and_opens_ipv4()
    {
        var api = new TestApi(World.Empty);
        var made = await api.Call(TestApi.Vpc, "CreateDefaultSecurityGroup", "{}");
        Assert.True(JsonNode.DeepEquals(made, await api.Call(TestApi.Vpc, "CreateDefaultSecurityGroup", """{"ProjectId":0}""")));
        var set = (await api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{made["SecurityGroup"]!["SecurityGroupId"]}}"}"""))["SecurityGroupPolicySet"]!;
        Assert.Equal("0.0.0.0/0", JsonAssert.Texts(set["Ingress"], "CidrBlock"));
        Assert.Equal("0.0.0.0/0", JsonAssert.Texts(set["Egress"], "CidrBlock"));
        Assert.True((bool)made["SecurityGroup"]!["IsDefault"]!);
    }

    [Fact]
    public async Task A_group_is_made_with_its_rules_or_not_at_all()
    {
        const string Body = """{"GroupName":"n","GroupDescription":"","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"tcp","Port":"22","CidrBlock":"PEER","Action":"ACCEPT"}]}}""";
        Assert.Equal("InvalidParameterValue.Malformed", (await _api.Refused(TestApi.Vpc, "CreateSecurityGroupWithPolicies", Body)).Code);
        Assert.Equal(3, (int)(await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", "{}"))["TotalCount"]!);
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupWithPolicies", Body.Replace("PEER", "10.0.0.0/8", StringComparison.Ordinal));
        Assert.Equal(4, (int)(await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", "{}"))["TotalCount"]!);
    }

    [Fact]
    public async Task The_hundred_and_first_rule_does_not_fit()
    {
        string rules = string.Join(',', Enumerable.Range(1, 100).Select(port => $$"""{"Protocol":"tcp","Port":"{{port}}",ALLOW}"""));
        await Create(rules);
        Assert.Equal("LimitExceeded.SecurityGroupPolicySet", (await _api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", Body("""{"Protocol":"udp",ALLOW}"""))).Code);
    }

    private static string Body(string rules) =>
        $$"""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{{rules.Replace("ALLOW", Allow, StringComparison.Ordinal)}}]} }""";

    private async Task Create(string rules) => JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rules)));

    private async Task<JsonNode> Policies() =>
        (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", """{"SecurityGroupId":"sg-ohuuioma"}"""))["SecurityGroupPolicySet"]!;

    private async Task<string> Ports() => string.Join(',', (await Policies())["Ingress"]!.AsArray().Select(rule => rule!["Port"]!.ToString()));

    private async Task<string> Version() => (await Policies())["Version"]!.ToString();
}
