using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc.Templates;

/// <summary>
/// What the vendor's Terraform provider calls for its template resources (reference, appendix 1), at the wire: what is written is read back as it was written, a
/// second read shows no difference, a change is there at the next read, and what is deleted is gone from the list.
/// </summary>
public sealed class TerraformTemplateTests
{
    private readonly TestApi _api = new(World.Empty);

    [Theory]
    [InlineData("AddressTemplate", "address-template-id", "Addresses", "AddressSet", """["10.0.0.1","10.0.1.0/24","10.0.0.1-10.0.0.100"]""", """["10.0.0.1-10.0.0.100","FD00::/8"]""")]
    [InlineData("ServiceTemplate", "service-template-id", "Services", "ServiceSet", """["tcp:80","udp:all","icmp:all"]""", """["tcp:all","tcp:80,90-91","udp:53"]""")]
    public async Task A_template_resource_lives_without_drift(string noun, string filter, string list, string set, string first, string second)
    {
        string id = (await _api.Call(TestApi.Vpc, $"Create{noun}", $$"""{"{{noun}}Name":"tf","{{list}}":{{first}} }"""))[noun]![$"{noun}Id"]!.ToString();
        var read = await Read(noun, filter, id);
        Assert.Equal("tf", read[$"{noun}Name"]!.ToString());
        JsonAssert.Same(first, read[set]);
        Assert.True(JsonNode.DeepEquals(read, await Read(noun, filter, id)));

        await _api.Call(TestApi.Vpc, $"Modify{noun}Attribute", $$"""{"{{noun}}Id":"{{id}}","{{noun}}Name":"tf2","{{list}}":{{second}} }""");
        read = await Read(noun, filter, id);
        Assert.Equal("tf2", read[$"{noun}Name"]!.ToString());
        JsonAssert.Same(second, read[set]);
        Assert.True(JsonNode.DeepEquals(read, await Read(noun, filter, id)));
        await Delete(noun, filter, id);
    }

    [Theory]
    [InlineData("AddressTemplate", "Addresses", "10.0.0.1", "address-template-group-id", "AddressTemplateIds", "AddressTemplateIdSet")]
    [InlineData("ServiceTemplate", "Services", "tcp:80", "service-template-group-id", "ServiceTemplateIds", "ServiceTemplateIdSet")]
    public async Task A_template_group_resource_lives_without_drift(string noun, string list, string member, string filter, string ids, string set)
    {
        var made = new string[3];
        for (int i = 0; i < made.Length; i++)
            made[i] = (await _api.Call(TestApi.Vpc, $"Create{noun}", $$"""{"{{noun}}Name":"m{{i}}","{{list}}":["{{member}}"]}"""))[noun]![$"{noun}Id"]!.ToString();
        string group = $"{noun}Group", first = $"""["{made[2]}","{made[0]}"]""", second = $"""["{made[1]}"]""";
        string id = (await _api.Call(TestApi.Vpc, $"Create{group}", $$"""{"{{group}}Name":"tf","{{ids}}":{{first}} }"""))[group]![$"{group}Id"]!.ToString();
        JsonAssert.Same(first, (await Read(group, filter, id))[set]);
        Assert.True(JsonNode.DeepEquals(await Read(group, filter, id), await Read(group, filter, id)));
        await _api.Call(TestApi.Vpc, $"Modify{group}Attribute", $$"""{"{{group}}Id":"{{id}}","{{group}}Name":"tf2","{{ids}}":{{second}} }""");
        JsonAssert.Same(second, (await Read(group, filter, id))[set]);
        await Delete(group, filter, id);
    }

    [Fact]
    public async Task An_extra_template_resource_keeps_descriptions()
    {
        const string Extra = """[{"Address":"10.0.0.1","Description":"one"},{"Address":"10.0.0.2","Description":""}]""";
        string id = (await _api.Call(TestApi.Vpc, "CreateAddressTemplate", $$"""{"AddressTemplateName":"tf","AddressesExtra":{{Extra}} }"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();
        var entries = (await Read("AddressTemplate", "address-template-id", id))["AddressExtraSet"]!.AsArray();
        foreach (var entry in entries)
            Assert.True(entry!.AsObject().Remove("UpdatedTime"));
        JsonAssert.Same(Extra, entries);
    }

    [Fact]
    public async Task A_rule_set_with_templates_is_reset_and_read_back_in_order()
    {
        string addresses = (await _api.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"a","Addresses":["10.0.0.1"]}"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();
        string services = (await _api.Call(TestApi.Vpc, "CreateServiceTemplate", """{"ServiceTemplateName":"s","Services":["tcp:80"]}"""))["ServiceTemplate"]!["ServiceTemplateId"]!.ToString();
        string group = (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"g","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
        string set = $$"""
            {"Ingress":[{"Action":"ACCEPT","AddressTemplate":{"AddressId":"{{addresses}}"},"ServiceTemplate":{"ServiceId":"{{services}}"},"PolicyDescription":"both"},
             {"Action":"DROP","CidrBlock":"10.0.0.0/8","Protocol":"TCP","Port":"22","AddressTemplate":{},"ServiceTemplate":{} },
             {"Action":"ACCEPT","AddressTemplate":{"AddressId":"{{addresses}}"},"Protocol":"UDP","Port":"53"}]}
            """;
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$"""{"SecurityGroupId":"{{group}}","SecurityGroupPolicySet":{{set}} }""");
        var first = await Policies(group);
        Assert.Equal("both,,", JsonAssert.Texts(first["Ingress"], "PolicyDescription"));
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$"""{"SecurityGroupId":"{{group}}","SortPolicys":true,"SecurityGroupPolicySet":{{set}} }""");
        Assert.True(JsonNode.DeepEquals(first["Ingress"], (await Policies(group))["Ingress"]));

        // What was read can be sent back as it is.
        var echoed = first.DeepClone().AsObject();
        echoed["Version"] = "9";
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$"""{"SecurityGroupId":"{{group}}","SecurityGroupPolicySet":{{echoed.ToJsonString()}} }""");
        Assert.True(JsonNode.DeepEquals(first["Ingress"], (await Policies(group))["Ingress"]));
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies",
            $$"""{"SecurityGroupId":"{{group}}","SecurityGroupPolicySet":{"Ingress":[{"Action":"ACCEPT","AddressTemplate":{"AddressId":"{{addresses}}"},"ServiceTemplate":{"ServiceId":"{{services}}"} }]} }""");
        Assert.Equal("tcp,udp", JsonAssert.Texts((await Policies(group))["Ingress"], "Protocol"));
    }

    private async Task<JsonNode> Policies(string group) =>
        (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{group}}"}"""))["SecurityGroupPolicySet"]!;

    private async Task<JsonArray> List(string noun, string filter, string id) => (await _api.Call(
        TestApi.Vpc, $"Describe{noun}s", $$"""{"Filters":[{"Name":"{{filter}}","Values":["{{id}}"]}],"Offset":"0","Limit":"100"}"""))[$"{noun}Set"]!.AsArray();

    private async Task<JsonNode> Read(string noun, string filter, string id) => Assert.Single(await List(noun, filter, id))!;

    private async Task Delete(string noun, string filter, string id)
    {
        await _api.Call(TestApi.Vpc, $"Delete{noun}", $$"""{"{{noun}}Id":"{{id}}"}""");
        Assert.Empty(await List(noun, filter, id));
    }
}
