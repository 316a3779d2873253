using System.Text.Json.Nodes;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc.Templates;

/// <summary>The four kinds through requests and answers: forms, refusals, whole replacement, deletion (reference C.2).</summary>
public sealed class TemplateLifecycleTests
{
    private const string Time = "2026-01-04 21:02:30";

    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public async Task An_address_template_is_answered_as_it_was_written()
    {
        var made = await Create("AddressTemplate", """
            "AddressTemplateName":"office","Addresses":["192.0.2.10","172.20.0.1/24","10.0.0.1-10.0.0.100","FD00::1","fd00:1::/32","fd00::10-fd00::20"],"Tags":[{"Key":"env","Value":"prod"}]
            """);
        string id = made["AddressTemplateId"]!.ToString();
        Assert.Matches("^ipm-[a-z0-9]{8}$", id);
        JsonAssert.Same(
            $$"""
            {"AddressTemplateName":"office","AddressTemplateId":"{{id}}",
             "AddressSet":["192.0.2.10","172.20.0.1/24","10.0.0.1-10.0.0.100","FD00::1","fd00:1::/32","fd00::10-fd00::20"],
             "CreatedTime":"{{Time}}","UpdatedTime":"{{Time}}",
             "AddressExtraSet":[{"Address":"192.0.2.10","Description":"","UpdatedTime":"{{Time}}"},{"Address":"172.20.0.1/24","Description":"","UpdatedTime":"{{Time}}"},
              {"Address":"10.0.0.1-10.0.0.100","Description":"","UpdatedTime":"{{Time}}"},{"Address":"FD00::1","Description":"","UpdatedTime":"{{Time}}"},
              {"Address":"fd00:1::/32","Description":"","UpdatedTime":"{{Time}}"},{"Address":"fd00::10-fd00::20","Description":"","UpdatedTime":"{{Time}}"}],
             "TagSet":[{"Key":"env","Value":"prod"}]}
            """,
            made);
    }

    [Fact]
    public async Task Services_are_taken_in_any_case_and_answered_in_lower_case()
    {
        var made = await Create("ServiceTemplate", """
            "ServiceTemplateName":"web","ServicesExtra":[{"Service":"TCP:80","Description":"plain"},{"Service":"tcp:443,8443"},{"Service":"Udp:3306-20000"},{"Service":"tcp:1-5,7"},
             {"Service":"ICMP"},{"Service":"icmpv6"},{"Service":"gre"},{"Service":"udp:ALL"},{"Service":"ALL"}]
            """);
        Assert.Equal("tcp:80 tcp:443,8443 udp:3306-20000 tcp:1-5,7 icmp icmpv6 gre udp:all all", string.Join(' ', made["ServiceSet"]!.AsArray()));
        JsonAssert.Same($$"""{"Service":"tcp:80","Description":"plain","UpdatedTime":"{{Time}}"}""", made["ServiceExtraSet"]![0]);
    }

    [Fact]
    public async Task Groups_hold_templates_and_show_them()
    {
        string office = Id(await Create("AddressTemplate", """ "AddressTemplateName":"office","Addresses":["10.0.0.1"] """), "AddressTemplateId");
        var addresses = await Create("AddressTemplateGroup", $$""" "AddressTemplateGroupName":"offices","AddressTemplateIds":["{{office}}"] """);
        JsonAssert.Same(
            $$"""
            {"AddressTemplateGroupName":"offices","AddressTemplateGroupId":"{{addresses["AddressTemplateGroupId"]}}","AddressTemplateIdSet":["{{office}}"],
             "CreatedTime":"{{Time}}","UpdatedTime":"{{Time}}","TagSet":[],
             "AddressTemplateSet":[{"AddressTemplateId":"{{office}}","AddressTemplateName":"office","From":"","To":"","Description":"","UpdatedTime":"{{Time}}"}]}
            """,
            addresses);

        var web = await Create("ServiceTemplate", """ "ServiceTemplateName":"web","Services":["tcp:80"] """);
        var services = await Create("ServiceTemplateGroup", $$""" "ServiceTemplateGroupName":"apps","ServiceTemplateIds":["{{web["ServiceTemplateId"]}}"] """);
        Assert.Matches("^ppmg-[a-z0-9]{8}$", services["ServiceTemplateGroupId"]!.ToString());
        Assert.True(JsonNode.DeepEquals(web, services["ServiceTemplateSet"]![0]));
        JsonAssert.Same($$"""["{{web["ServiceTemplateId"]}}"]""", services["ServiceTemplateIdSet"]);
    }

    [Theory]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n"}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":[]}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateAddressTemplate", """{"Addresses":["10.0.0.1"]}""", "MissingParameter")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"","Addresses":["10.0.0.1"]}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1"],"AddressesExtra":[{"Address":"10.0.0.2"}]}""", "InvalidParameter.Coexist")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1","10.0.0.1/32"]}""", "InvalidParameterValue.Duplicate")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.256"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.9-10.0.0.1"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.0/33"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1-fd00::1"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":"10.0.0.1"}""", "InvalidParameter")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","AddressesExtra":[{"Adress":"10.0.0.1"}]}""", "MissingParameter")]
    [InlineData("CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1"],"Tags":[{"Key":"a"},{"Key":"a"}]}""", "InvalidParameterValue.TagDuplicateKey")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n"}""", "InvalidParameterValue.Empty")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp:80"],"ServicesExtra":[{"Service":"udp:80"}]}""", "InvalidParameter.Coexist")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp:80,443","TCP:443,80"]}""", "InvalidParameterValue.Duplicate")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["icmp:10-30"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["sctp:80"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp:"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp: 8080"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":[":80"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp:90-80"]}""", "InvalidParameterValue")]
    [InlineData("CreateServiceTemplate", """{"ServiceTemplateName":"n","Services":["tcp:1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21"]}""", "InvalidParameterValue.TooLong")]
    [InlineData("CreateAddressTemplateGroup", """{"AddressTemplateGroupName":"n"}""", "MissingParameter")]
    [InlineData("CreateAddressTemplateGroup", """{"AddressTemplateGroupName":"n","AddressTemplateIds":["ipm-00000000"]}""", "ResourceNotFound")]
    [InlineData("CreateAddressTemplateGroup", """{"AddressTemplateGroupName":"n","AddressTemplateIds":["ppm-00000000"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("CreateServiceTemplateGroup", """{"ServiceTemplateGroupName":"n","ServiceTemplateIds":["ppm-1"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("ModifyAddressTemplateAttribute", """{"AddressTemplateId":"ipm-00000000"}""", "ResourceNotFound")]
    [InlineData("ModifyAddressTemplateAttribute", """{"AddressTemplateId":"ppm-00000000"}""", "InvalidParameterValue.Malformed")]
    [InlineData("ModifyServiceTemplateAttribute", """{"ServiceTemplateName":"n"}""", "MissingParameter")]
    [InlineData("DeleteAddressTemplate", """{"AddressTemplateId":"ipm-00000000"}""", "ResourceNotFound")]
    [InlineData("DeleteAddressTemplateGroup", """{"AddressTemplateGroupId":"ipm-00000000"}""", "InvalidParameterValue.Malformed")]
    [InlineData("DeleteServiceTemplateGroup", """{"ServiceTemplateGroupId":"ppmg-00000000"}""", "ResourceNotFound")]
    [InlineData("DescribeAddressTemplateInstances", """{"AddressTemplateId":"ipm-00000000"}""", "ResourceNotFound")]
    [InlineData("DescribeServiceTemplateInstances", """{"ServiceTemplateId":"ppm-00000000","Limit":101}""", "InvalidParameterValue.Range")]
    [InlineData("DescribeServiceTemplateGroupInstances", """{"ServiceTemplateGroupId":"x"}""", "InvalidParameterValue.Malformed")]
    [InlineData("AddTemplateMember", """{"TemplateId":"ipm-00000000","TemplateMember":[{"Member":"10.0.0.1"}]}""", "ResourceNotFound")]
    [InlineData("AddTemplateMember", """{"TemplateId":"sg-00000000","TemplateMember":[{"Member":"10.0.0.1"}]}""", "InvalidParameterValue.Malformed")]
    [InlineData("DeleteTemplateMember", """{"TemplateId":"ipm-00000000"}""", "MissingParameter")]
    [InlineData("ModifyTemplateMember", """{"TemplateId":"ipm-00000000","TemplateMember":[{"Member":"10.0.0.1"}]}""", "MissingParameter")]
    public async Task A_refused_request_says_why_and_changes_nothing(string action, string body, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, action, body)).Code);
        Assert.Equal(0, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task Every_fault_of_a_list_is_told()
    {
        var error = await _api.Refused(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"n","Addresses":["10.0.0.1","x","10.0.0.1","10.0.0.0/99"]}""");
        foreach (string path in new[] { "Addresses.1", "Addresses.2", "Addresses.3" })
            Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_is_replaced_whole_and_what_stays_keeps_its_words()
    {
        string id = Id(await Create("AddressTemplate", """ "AddressTemplateName":"n","AddressesExtra":[{"Address":"10.0.0.1","Description":"one"},{"Address":"10.0.0.2","Description":"two"}] """), "AddressTemplateId");
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{id}}","Addresses":["10.0.0.3","10.0.0.1"]}"""));
        Assert.Equal("10.0.0.3= 10.0.0.1=one", await Extra(id));
        await _api.Call(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{id}}","AddressTemplateName":"m","AddressesExtra":[{"Address":"10.0.0.1"}]}""");
        Assert.Equal("10.0.0.1=", await Extra(id));
        long revision = _api.Plane.World.Revision;
        await _api.Call(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{id}}","AddressTemplateName":"m","Addresses":["10.0.0.1"]}""");
        Assert.Equal(revision, _api.Plane.World.Revision);
        Assert.Equal("InvalidParameterValue.Empty", (await _api.Refused(TestApi.Vpc, "ModifyAddressTemplateAttribute", $$"""{"AddressTemplateId":"{{id}}","Addresses":[]}""")).Code);
    }

    [Fact]
    public async Task Members_come_change_in_place_and_go()
    {
        string id = Id(await Create("AddressTemplate", """ "AddressTemplateName":"n","Addresses":["10.0.0.1","10.0.0.2"] """), "AddressTemplateId");
        await Member("AddTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.3","Description":"three"},{"Member":"fd00::/8"}] """);
        await Member("ModifyTemplateMember", $$""" "TemplateId":"{{id}}","OriginalTemplateMember":[{"Member":"10.0.0.3"},{"Member":"10.0.0.1/32"}],"TemplateMember":[{"Member":"10.0.0.33"},{"Member":"10.0.0.1","Description":"one"}] """);
        Assert.Equal("10.0.0.1=one 10.0.0.2= 10.0.0.33=three fd00::/8=", await Extra(id));
        await Member("DeleteTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.2"},{"Member":"FD00::/8"}] """);
        Assert.Equal("10.0.0.1=one 10.0.0.33=three", await Extra(id));

        string[] refused =
        [
            await Code("AddTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.1"}] """),
            await Code("AddTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"tcp:80"}] """),
            await Code("AddTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[] """),
            await Code("DeleteTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.9"}] """),
            await Code("DeleteTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.1"},{"Member":"10.0.0.1"}] """),
            await Code("ModifyTemplateMember", $$""" "TemplateId":"{{id}}","OriginalTemplateMember":[{"Member":"10.0.0.1"}],"TemplateMember":[{"Member":"1.1.1.1"},{"Member":"1.1.1.2"}] """),
            await Code("ModifyTemplateMember", $$""" "TemplateId":"{{id}}","OriginalTemplateMember":[{"Member":"10.0.0.1"}],"TemplateMember":[{"Member":"10.0.0.33"}] """),
        ];
        Assert.Equal(
            ["InvalidParameterValue.Duplicate", "InvalidParameterValue.Malformed", "InvalidParameterValue.Empty", "ResourceNotFound", "InvalidParameterValue.Duplicate", "InvalidParameterValue", "InvalidParameterValue.Duplicate"],
            refused);
        Assert.Equal("10.0.0.1=one 10.0.0.33=three", await Extra(id));

        await Member("DeleteTemplateMember", $$""" "TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.33"},{"Member":"10.0.0.1"}] """);
        Assert.Equal("", await Extra(id));
    }

    [Fact]
    public async Task Members_of_the_other_kinds_are_known_by_the_templates_id()
    {
        string web = Id(await Create("ServiceTemplate", """ "ServiceTemplateName":"n","Services":["tcp:80"] """), "ServiceTemplateId");
        string dns = Id(await Create("ServiceTemplate", """ "ServiceTemplateName":"n","Services":["udp:53"] """), "ServiceTemplateId");
        string apps = Id(await Create("ServiceTemplateGroup", $$""" "ServiceTemplateGroupName":"n","ServiceTemplateIds":["{{web}}"] """), "ServiceTemplateGroupId");
        await Member("AddTemplateMember", $$""" "TemplateId":"{{web}}","TemplateMember":[{"Member":"TCP:8080"}] """);
        await Member("AddTemplateMember", $$""" "TemplateId":"{{apps}}","TemplateMember":[{"Member":"{{dns}}"}] """);
        await Member("DeleteTemplateMember", $$""" "TemplateId":"{{apps}}","TemplateMember":[{"Member":"{{web}}"}] """);
        var group = (await _api.Call(TestApi.Vpc, "DescribeServiceTemplateGroups", "{}"))["ServiceTemplateGroupSet"]![0]!;
        JsonAssert.Same($$"""["{{dns}}"]""", group["ServiceTemplateIdSet"]);
        var found = await _api.Call(TestApi.Vpc, "DescribeServiceTemplates", """{"Filters":[{"Name":"service-port","Values":["8080"]}]}""");
        JsonAssert.Same("""["tcp:80","tcp:8080"]""", found["ServiceTemplateSet"]![0]!["ServiceSet"]);
        Assert.Equal("ResourceNotFound", await Code("AddTemplateMember", $$""" "TemplateId":"{{apps}}","TemplateMember":[{"Member":"ppm-zzzzzzzz"}] """));
    }

    [Fact]
    public async Task Limits_hold_and_are_told()
    {
        var api = new TestApi(World.Empty, quotas: new Quotas { Templates = 2, AddressTemplateMembers = 2, AddressTemplateGroupMembers = 1, GroupsPerTemplate = 1 });
        JsonAssert.Same(
            """{"TemplateLimit":{"AddressTemplateMemberLimit":20,"AddressTemplateGroupMemberLimit":20,"ServiceTemplateMemberLimit":20,"ServiceTemplateGroupMemberLimit":20}}""",
            await _api.Call(TestApi.Vpc, "DescribeTemplateLimits", "{}"));
        JsonAssert.Same(
            """{"TemplateLimit":{"AddressTemplateMemberLimit":2,"AddressTemplateGroupMemberLimit":1,"ServiceTemplateMemberLimit":20,"ServiceTemplateGroupMemberLimit":20}}""",
            await api.Call(TestApi.Vpc, "DescribeTemplateLimits", "{}"));
        const string Three = """{"AddressTemplateName":"n","Addresses":["10.0.0.1","10.0.0.2","10.0.0.3"]}""", Two = """{"AddressTemplateName":"n","Addresses":["10.0.0.1","10.0.0.2"]}""";
        Assert.Equal("LimitExceeded", (await api.Refused(TestApi.Vpc, "CreateAddressTemplate", Three)).Code);
        string id = Id((await api.Call(TestApi.Vpc, "CreateAddressTemplate", Two))["AddressTemplate"]!, "AddressTemplateId");
        Assert.Equal("LimitExceeded", (await api.Refused(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{id}}","TemplateMember":[{"Member":"10.0.0.3"}]}""")).Code);
        await api.Call(TestApi.Vpc, "CreateAddressTemplate", Two);
        Assert.Equal("LimitExceeded", (await api.Refused(TestApi.Vpc, "CreateAddressTemplate", Two)).Code);
        string holds = $$"""{"AddressTemplateGroupName":"n","AddressTemplateIds":["{{id}}"]}""";
        await api.Call(TestApi.Vpc, "CreateAddressTemplateGroup", holds);
        Assert.Equal("LimitExceeded", (await api.Refused(TestApi.Vpc, "CreateAddressTemplateGroup", holds)).Code);
    }

    [Fact]
    public async Task A_template_that_is_held_stays_until_it_is_let_go()
    {
        string id = Id(await Create("AddressTemplate", """ "AddressTemplateName":"n","Addresses":["10.0.0.1"] """), "AddressTemplateId");
        string group = Id(await Create("AddressTemplateGroup", $$""" "AddressTemplateGroupName":"n","AddressTemplateIds":["{{id}}"] """), "AddressTemplateGroupId");
        var error = await _api.Refused(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}""");
        Assert.Equal("ResourceInUse", error.Code);
        Assert.Contains(group, error.Message, StringComparison.Ordinal);
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "DeleteAddressTemplateGroup", $$"""{"AddressTemplateGroupId":"{{group}}"}"""));
        JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}"""));
        Assert.Empty(_api.Plane.World.Templates);
    }

    [Fact]
    public async Task Another_account_or_region_sees_and_names_nothing()
    {
        string id = Id(await Create("AddressTemplate", """ "AddressTemplateName":"n","Addresses":["10.0.0.1"] """), "AddressTemplateId");
        foreach (var scope in new[] { TestWorld.OtherAccount, TestWorld.OtherRegion })
        {
            var other = new TestApi(_api.Plane.World) { Scope = scope };
            Assert.Equal(0, (int)(await other.Call(TestApi.Vpc, "DescribeAddressTemplates", "{}"))["TotalCount"]!);
            Assert.Equal("ResourceNotFound", (await other.Refused(TestApi.Vpc, "DeleteAddressTemplate", $$"""{"AddressTemplateId":"{{id}}"}""")).Code);
            Assert.Equal("ResourceNotFound", (await other.Refused(TestApi.Vpc, "CreateAddressTemplateGroup", $$"""{"AddressTemplateGroupName":"n","AddressTemplateIds":["{{id}}"]}""")).Code);
            Assert.Equal("ResourceNotFound", (await other.Refused(TestApi.Vpc, "AddTemplateMember", $$"""{"TemplateId":"{{id}}","TemplateMember":[{"Member":"1.1.1.1"}]}""")).Code);
        }
    }

    private static string Id(JsonNode template, string name) => template[name]!.ToString();

    private async Task<JsonNode> Create(string noun, string body) => (await _api.Call(TestApi.Vpc, $"Create{noun}", $"{{{body}}}"))[noun]!;

    private async Task Member(string action, string body) => JsonAssert.Same("{}", await _api.Call(TestApi.Vpc, action, $"{{{body}}}"));

    private async Task<string> Code(string action, string body) => (await _api.Refused(TestApi.Vpc, action, $"{{{body}}}")).Code;

    private async Task<string> Extra(string id)
    {
        var found = await _api.Call(TestApi.Vpc, "DescribeAddressTemplates", $$"""{"Filters":[{"Name":"address-template-id","Values":["{{id}}"]}]}""");
        return string.Join(' ', found["AddressTemplateSet"]![0]!["AddressExtraSet"]!.AsArray().Select(entry => $"{entry!["Address"]}={entry["Description"]}"));
    }
}
