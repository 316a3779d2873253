using System.Text.Json.Nodes;
using Ringfence.Control.Commands;

namespace Ringfence.Api.Tests.Vpc.Templates;

/// <summary>Rules that name templates: stored, shown, found, replaced, expanded, limited (reference A.7, A.9, A.16).</summary>
public sealed class TemplateRuleTests : IAsyncLifetime
{
    private const string Group = "sg-ohuuioma";

    private readonly TestApi _api = new(new TestWorld().Group(Group).Group("sg-peer0000").Build());
    private string _office = "", _offices = "", _web = "", _apps = "", _six = "";

    public async ValueTask InitializeAsync()
    {
        _office = await Make("AddressTemplate", """["192.0.2.10","10.0.0.1-10.0.0.9","fd00::/8"]""");
        _six = await Make("AddressTemplate", """["fd01::1"]""");
        _offices = await Make("AddressTemplateGroup", $"""["{_office}","{_six}"]""");
        _web = await Make("ServiceTemplate", """["tcp:80,443","udp:all","icmp"]""");
        _apps = await Make("ServiceTemplateGroup", $"""["{_web}"]""");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_row_has_both_ids_of_each_template_and_neither_protocol_nor_port_beside_a_service_template()
    {
        await Add($$"""{"ServiceTemplate":{"ServiceId":"{{_web}}"},"AddressTemplate":{"AddressGroupId":"{{_offices}}"},"Action":"accept","PolicyDescription":"templates"}""");
        JsonAssert.Same(
            $$"""
            {"PolicyIndex":0,"ServiceTemplate":{"ServiceId":"{{_web}}","ServiceGroupId":""},"AddressTemplate":{"AddressId":"","AddressGroupId":"{{_offices}}"},
             "CidrBlock":"","Ipv6CidrBlock":"","SecurityGroupId":"","Action":"ACCEPT","PolicyDescription":"templates","ModifyTime":"2026-01-04 21:02:30"}
            """,
            (await Set())["Ingress"]![0]);
        await Add($$"""{"ServiceTemplate":{"ServiceId":"","ServiceGroupId":"{{_apps}}"},"CidrBlock":"10.0.0.0/8","Action":"DROP"}""");
        await Add($$"""{"Protocol":"TCP","Port":"22","AddressTemplate":{"AddressId":"{{_office}}","AddressGroupId":""},"Action":"DROP"}""");
        await Add($$"""{"ServiceTemplate":{"ServiceGroupId":"{{_apps}}"},"SecurityGroupId":"sg-peer0000","Action":"DROP"}""");
        var rows = (await Set())["Ingress"]!.AsArray();
        JsonAssert.Same($$"""{"ServiceId":"","ServiceGroupId":"{{_apps}}"}""", rows[1]!["ServiceTemplate"]);
        Assert.False(rows[1]!.AsObject().ContainsKey("Protocol"));
        Assert.False(rows[1]!.AsObject().ContainsKey("AddressTemplate"));
        JsonAssert.Same($$"""{"AddressId":"{{_office}}","AddressGroupId":""}""", rows[2]!["AddressTemplate"]);
        Assert.Equal("tcp", rows[2]!["Protocol"]!.ToString());
        Assert.False(rows[2]!.AsObject().ContainsKey("ServiceTemplate"));
        Assert.Equal("sg-peer0000", rows[3]!["SecurityGroupId"]!.ToString());
    }

    [Fact]
    public async Task A_rule_is_known_by_its_templates()
    {
        string rule = $$"""{"ServiceTemplate":{"ServiceId":"{{_web}}"},"AddressTemplate":{"AddressId":"{{_office}}"},"Action":"ACCEPT"}""";
        await Add(rule);
        Assert.Equal("UnsupportedOperation.DuplicatePolicy", (await _api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rule))).Code);
        await Add(rule.Replace("\"Action\"", "\"PolicyDescription\":\"other\",\"Action\"", StringComparison.Ordinal));
        await Add(rule.Replace(_office, _six, StringComparison.Ordinal));
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DeleteSecurityGroupPolicies", Body(rule.Replace(_web, "ppm-zzzzzzzz", StringComparison.Ordinal)))).Code);
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", Body(rule.Replace(_office, _six, StringComparison.Ordinal)));
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", Body(rule.Replace("\"Action\"", "\"PolicyDescription\":\"new\",\"Action\"", StringComparison.Ordinal)));
        Assert.Equal("new,other", JsonAssert.Texts((await Set())["Ingress"], "PolicyDescription"));
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", Body($$"""{"PolicyIndex":0,"Protocol":"tcp","Port":"22","AddressTemplate":{"AddressGroupId":"{{_offices}}"},"Action":"DROP"}"""));
        Assert.Equal("tcp", (await Set())["Ingress"]![0]!["Protocol"]!.ToString());
    }

    [Fact]
    public async Task Rows_are_found_by_their_templates_and_counted_by_what_these_hold()
    {
        await Add($$"""{"AddressTemplate":{"AddressId":"{{_office}}"},"ServiceTemplate":{"ServiceGroupId":"{{_apps}}"},"Action":"ACCEPT"}""");
        await Add($$"""{"AddressTemplate":{"AddressId":"{{_six}}"},"Action":"ACCEPT"}""");
        await Add("""{"Ipv6CidrBlock":"::/0","Action":"ACCEPT"}""");
        await Add($$"""{"CidrBlock":"10.0.0.0/8","ServiceTemplate":{"ServiceId":"{{_web}}"},"Action":"ACCEPT"}""");
        JsonAssert.Same(
            """{"IngressIPv4TotalCount":2,"IngressIPv6TotalCount":2,"EgressIPv4TotalCount":0,"EgressIPv6TotalCount":0}""", (await Set())["PolicyStatistics"]);
        Assert.Equal("0", await Found("address-module", _office));
        Assert.Equal("1", await Found("address-module", _six));
        Assert.Equal("0", await Found("service-module", _apps));
        Assert.Equal("3", await Found("service-module", _web));
        Assert.Equal("", await Found("address-module", "ipm-zzzzzzzz"));
        Assert.Equal("1,2", await Found("protocol-type", "ALL"));
    }

    [Fact]
    public async Task The_expansion_is_that_of_now()
    {
        await Add($$"""{"AddressTemplate":{"AddressId":"{{_office}}"},"ServiceTemplate":{"ServiceId":"{{_web}}"},"Action":"DROP","PolicyDescription":"d"}""");
        await Add("""{"Protocol":"tcp","Port":"22","SecurityGroupId":"sg-peer0000","Action":"ACCEPT"}""");
        var rows = (await Expanded())["Ingress"]!.AsArray();
        Assert.Equal(
            "192.0.2.10 tcp 80,443|192.0.2.10 udp ALL|192.0.2.10 icmp ALL|10.0.0.1-10.0.0.9 tcp 80,443|10.0.0.1-10.0.0.9 udp ALL|10.0.0.1-10.0.0.9 icmp ALL|"
            + "fd00::/8 tcp 80,443|fd00::/8 udp ALL|fd00::/8 icmp ALL|sg-peer0000 tcp 22",
            string.Join('|', rows.Select(row => $"{row!["CidrBlock"]}{row["Ipv6CidrBlock"]}{row["SecurityGroupId"]} {row["Protocol"]} {row["Port"]}")));
        Assert.All(rows.Take(9), row => Assert.Equal(("0", "DROP", "d"), (row!["PolicyIndex"]!.ToString(), row["Action"]!.ToString(), row["PolicyDescription"]!.ToString())));
        Assert.All(rows, row => Assert.False(row!.AsObject().ContainsKey("AddressTemplate") || row.AsObject().ContainsKey("ServiceTemplate")));
        Assert.Equal(3, (int)(await Expanded())["PolicyStatistics"]!["IngressIPv6TotalCount"]!);

        string version = (await Set())["Version"]!.ToString();
        await _api.Call(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{_office}}","Addresses":["198.51.100.1"]}""");
        await _api.Call(TestApi.Vpc, "DeleteTemplateMember", $$"""{"TemplateId":"{{_web}}","TemplateMember":[{"Member":"udp:all"},{"Member":"icmp"}]}""");
        rows = (await Expanded())["Ingress"]!.AsArray();
        Assert.Equal("198.51.100.1,", JsonAssert.Texts(rows, "CidrBlock"));
        Assert.Equal(version, (await Set())["Version"]!.ToString());
        await _api.Call(TestApi.Vpc, "DeleteTemplateMember", $$"""{"TemplateId":"{{_web}}","TemplateMember":[{"Member":"tcp:80,443"}]}""");
        Assert.Equal("sg-peer0000", JsonAssert.Texts((await Expanded())["Ingress"], "SecurityGroupId"));
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeSecurityGroupExpandedPolicies", """{"SecurityGroupId":"sg-zzzzzzzz"}""")).Code);
    }

    [Fact]
    public async Task A_template_in_use_stays_and_a_group_lets_it_go()
    {
        await Add($$"""{"AddressTemplate":{"AddressId":"{{_six}}"},"ServiceTemplate":{"ServiceGroupId":"{{_apps}}"},"Action":"ACCEPT"}""");
        var error = await _api.Refused(TestApi.Vpc, "DeleteServiceTemplateGroup", $$"""{"ServiceTemplateGroupId":"{{_apps}}"}""");
        Assert.Equal("ResourceInUse", error.Code);
        Assert.Contains(Group, error.Message, StringComparison.Ordinal);
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$"""{"SecurityGroupId":"{{Group}}","SecurityGroupPolicySet":{"Version":"0"} }""");
        await _api.Call(TestApi.Vpc, "DeleteServiceTemplateGroup", $$"""{"ServiceTemplateGroupId":"{{_apps}}"}""");
    }

    [Fact]
    public async Task One_rule_with_templates_is_one_rule_but_counts_expanded_for_the_limit_of_expanded_rules()
    {
        // 3 addresses × 3 services.
        var api = new TestApi(_api.Plane.World, quotas: new Quotas { ExpandedRules = 12, RulesPerDirection = 2 });
        string rule = $$"""{"AddressTemplate":{"AddressId":"{{_office}}"},"ServiceTemplate":{"ServiceId":"{{_web}}"},"Action":"ACCEPT"}""";
        await api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rule));
        Assert.Equal("UnsupportedOperation.SgNumExceedLimit", (await api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rule.Replace("ACCEPT", "DROP", StringComparison.Ordinal)))).Code);

        // 4 × 3 is allowed, 5 × 3 not: refused for the template, whichever way it grows, and nothing changes.
        await api.Call(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{_office}}","TemplateMember":[{"Member":"10.1.0.0/16"}]}""");
        var before = api.Plane.World;
        var error = await api.Refused(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{_office}}","TemplateMember":[{"Member":"10.2.0.0/16"}]}""");
        Assert.Equal("UnsupportedOperation.SgNumExceedLimit", error.Code);
        Assert.Contains(Group, error.Message, StringComparison.Ordinal);
        Assert.Equal("UnsupportedOperation.SgNumExceedLimit",
            (await api.Refused(TestApi.Vpc, "ModifyServiceTemplateAttribute", $$"""{"ServiceTemplateId":"{{_web}}","Services":["tcp:1","tcp:2","tcp:3","tcp:4"]}""")).Code);
        Assert.Same(before, api.Plane.World);
    }

    [Fact]
    public async Task A_template_group_that_grows_is_counted_in_the_groups_that_use_it()
    {
        var api = new TestApi(_api.Plane.World, quotas: new Quotas { ExpandedRules = 4 });
        await api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", Body($$"""{"AddressTemplate":{"AddressGroupId":"{{_offices}}"},"Action":"ACCEPT"}"""));
        Assert.Equal("UnsupportedOperation.SgNumExceedLimit", (await api.Refused(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{_six}}","TemplateMember":[{"Member":"fd02::1"}]}""")).Code);
        string more = (await api.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.9.9.9"]}"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();
        Assert.Equal("UnsupportedOperation.SgNumExceedLimit", (await api.Refused(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{_offices}}","TemplateMember":[{"Member":"{{more}}"}]}""")).Code);
    }

    private static string Body(string rule) => $$"""{"SecurityGroupId":"{{Group}}","SecurityGroupPolicySet":{"Ingress":[{{rule}}]} }""";

    private async Task Add(string rule) => JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", Body(rule)));

    private async Task<JsonNode> Set() => (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{Group}}"}"""))["SecurityGroupPolicySet"]!;

    private async Task<JsonNode> Expanded() => (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupExpandedPolicies", $$"""{"SecurityGroupId":"{{Group}}"}"""))["SecurityGroupPolicySet"]!;

    private async Task<string> Found(string filter, string value) => JsonAssert.Texts(
        (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{Group}}","Filters":[{"Name":"{{filter}}","Values":["{{value}}"]}]}"""))["SecurityGroupPolicySet"]!["Ingress"],
        "PolicyIndex");

    private async Task<string> Make(string noun, string members)
    {
        string list = noun switch
        {
            "AddressTemplate" => "Addresses",
            "ServiceTemplate" => "Services",
            "AddressTemplateGroup" => "AddressTemplateIds",
            _ => "ServiceTemplateIds",
        };
        return (await _api.Call(TestApi.Vpc, $"Create{noun}", $$"""{"{{noun}}Name":"n","{{list}}":{{members}} }"""))[noun]![$"{noun}Id"]!.ToString();
    }
}
