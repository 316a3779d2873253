using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Tests.Vpc.Templates;

public sealed class DescribeTemplatesTests
{
    private readonly TestApi _api = new(World.Load(3, 0,
    [
        Template("ipm-aaaaaaaa", "office", created: 1, updated: 9, "10.0.0.2", "10.0.0.1"),
        Template("ipm-bbbbbbbb", "home", created: 3, updated: 3, "192.168.1.0/24"),
        Template("ipm-cccccccc", "office", created: 3, updated: 4, "10.0.0.10-10.0.0.20"),
    ]));

    [Theory]
    [InlineData("{}", "ipm-bbbbbbbb,ipm-cccccccc,ipm-aaaaaaaa")]
    [InlineData("""{"OrderField":"AddressTemplateId","OrderDirection":"DESC"}""", "ipm-cccccccc,ipm-bbbbbbbb,ipm-aaaaaaaa")]
    [InlineData("""{"OrderField":"AddressTemplateId"}""", "ipm-aaaaaaaa,ipm-bbbbbbbb,ipm-cccccccc")]
    [InlineData("""{"OrderField":"UpdateTime ","OrderDirection":"ASC"}""", "ipm-bbbbbbbb,ipm-cccccccc,ipm-aaaaaaaa")]
    [InlineData("""{"OrderField":"UpdatedTime","OrderDirection":"DESC"}""", "ipm-aaaaaaaa,ipm-cccccccc,ipm-bbbbbbbb")]
    [InlineData("""{"OrderField":"CreatedTime","OrderDirection":"ASC"}""", "ipm-aaaaaaaa,ipm-bbbbbbbb,ipm-cccccccc")]
    [InlineData("""{"Offset":"1","Limit":"1"}""", "ipm-cccccccc")]
    [InlineData("""{"Offset":2,"Limit":5}""", "ipm-aaaaaaaa")]
    [InlineData("""{"Offset":"","Limit":"","NeedMemberInfo":"TRUE"}""", "ipm-bbbbbbbb,ipm-cccccccc,ipm-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"address-template-name","Values":["office"]}]}""", "ipm-cccccccc,ipm-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"address-template-id","Values":["ipm-bbbbbbbb","ipm-zzzzzzzz"]}]}""", "ipm-bbbbbbbb")]
    [InlineData("""{"Filters":[{"Name":"address-ip","Values":["10.0.0.1"]}]}""", "ipm-cccccccc,ipm-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"address-ip","Values":["168"]},{"Name":"address-template-name","Values":["home"]}]}""", "ipm-bbbbbbbb")]
    [InlineData("""{"Filters":[{"Name":"tag:env","Values":["home"]}]}""", "ipm-bbbbbbbb")]
    [InlineData("""{"Filters":[{"Name":"address-template-id","Values":["ipm-zzzzzzzz"]}]}""", "")]
    public async Task Filters_order_and_pages(string body, string ids)
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeAddressTemplates", body);
        Assert.Equal(ids, JsonAssert.Texts(answer["AddressTemplateSet"], "AddressTemplateId"));
        if (!body.Contains("Offset", StringComparison.Ordinal))
            Assert.Equal(answer["AddressTemplateSet"]!.AsArray().Count, (int)answer["TotalCount"]!);
    }

    [Theory]
    [InlineData("""{"Filters":[{"Name":"address-template","Values":["x"]}]}""", "InvalidParameter.FilterInvalidKey")]
    [InlineData("""{"Filters":[{"Name":"service-port","Values":["x"]}]}""", "InvalidParameter.FilterInvalidKey")]
    [InlineData("""{"Limit":"101"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Offset":"-1"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"OrderField":"Name"}""", "InvalidParameterValue")]
    [InlineData("""{"AddressTemplateIds":["ipm-aaaaaaaa"]}""", "UnknownParameter")]
    public async Task What_is_not_known_is_refused(string body, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "DescribeAddressTemplates", body)).Code);

    [Fact]
    public async Task Members_are_ordered_when_it_is_asked_for_and_as_entered_otherwise()
    {
        Assert.Equal("10.0.0.2,10.0.0.1", await Members("{}"));
        Assert.Equal("10.0.0.1,10.0.0.2", await Members("""{"MemberOrderField":"Address"}"""));
        Assert.Equal("10.0.0.2,10.0.0.1", await Members("""{"MemberOrderField":"Address","MemberOrderDirection":"DESC"}"""));
        Assert.Equal("10.0.0.1,10.0.0.2", await Members("""{"MemberOrderField":"UpdateTime","MemberOrderDirection":"DESC"}"""));
    }

    private static Change Template(string id, string name, int created, int updated, params string[] addresses) => new Change.PutTemplate(new ParameterTemplate
    {
        Id = id,
        Kind = TemplateKind.Address,
        Scope = TestWorld.Home,
        Name = name,
        Members = [.. addresses.Select((text, i) => new TemplateMember
        {
            Content = new TemplateContent.Addresses(IpRange.TryParse(text, out var range) ? range : throw new FormatException(text)),
            Text = text,
            Description = "",
            UpdatedAt = TestWorld.Epoch.AddMinutes(i),
        })],
        CreatedAt = TestWorld.Epoch.AddMinutes(created),
        UpdatedAt = TestWorld.Epoch.AddMinutes(updated),
        Tags = [new Tag("env", name)],
    });

    private async Task<string> Members(string body)
    {
        var request = JsonNode.Parse(body)!;
        request["Filters"] = JsonNode.Parse("""[{"Name":"address-template-id","Values":["ipm-aaaaaaaa"]}]""");
        var template = (await _api.Call(TestApi.Vpc, "DescribeAddressTemplates", request.ToJsonString()))["AddressTemplateSet"]![0]!;
        Assert.Equal(string.Join(',', template["AddressSet"]!.AsArray()), JsonAssert.Texts(template["AddressExtraSet"], "Address"));
        return string.Join(',', template["AddressSet"]!.AsArray());
    }
}
