using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Tagging;

/// <summary>The Tag product as Terraform's <c>tencentcloud_security_group</c> uses it (reference C.9).</summary>
public sealed class TagTests
{
    private const string Name = "qcs::cvm:ap-guangzhou:uin/:sg/sg-first000";

    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-first000", tags: [new Tag("env", "prod"), new Tag("team", "web")])
        .Group("sg-second00")
        .Group("sg-remote00", scope: TestWorld.OtherRegion)
        .Group("sg-foreign0", scope: TestWorld.OtherAccount, tags: [new Tag("env", "secret")])
        .Build());

    [Fact]
    public async Task Tags_are_added_overwritten_and_removed_and_seen_by_vpc_too()
    {
        JsonAssert.Same("{}", await Modify(Name, """
            "ReplaceTags":[{"TagKey":"env","TagValue":"test"},{"TagKey":"owner","TagValue":"ann"}],"DeleteTags":[{"TagKey":"team"},{"TagKey":"unknown"}]
            """));
        Assert.Equal("env=test owner=ann", await Tags("sg-first000"));
        var found = await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", """{"Filters":[{"Name":"tag:owner","Values":["ann"]}]}""");
        Assert.Equal("sg-first000", JsonAssert.Texts(found["SecurityGroupSet"], "SecurityGroupId"));
    }

    [Fact]
    public async Task Repeating_the_tags_of_the_creation_changes_nothing()
    {
        await Modify(Name, """ "ReplaceTags":[{"TagKey":"env","TagValue":"prod"},{"TagKey":"team","TagValue":"web"}] """);
        Assert.Equal(7, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task Snapshot_policies_have_tags_too()
    {
        var made = await _api.Call(TestApi.Vpc, "CreateSnapshotPolicies",
            """{"SnapshotPolicies":[{"SnapshotPolicyName":"p","BackupType":"operate","KeepTime":1,"CreateNewCos":false,"CosRegion":"","CosBucket":""}]}""");
        string id = made["SnapshotPolicies"]![0]!["SnapshotPolicyId"]!.ToString();
        await Modify($"qcs::vpc:ap-guangzhou:uin/:snapshot/{id}", """ "ReplaceTags":[{"TagKey":"a","TagValue":"1"}] """);
        Assert.Equal("a=1", await Tags(id));
    }

    [Fact]
    public async Task The_answer_has_every_member_and_pages()
    {
        var page = await Describe("""["sg-first000","sg-second00","sg-foreign0"]""", """ ,"Limit":1,"Offset":1 """);
        JsonAssert.Same("""
            {"TotalCount":2,"Offset":1,"Limit":1,"Tags":[{"TagKey":"team","TagValue":"web","ResourceId":"sg-first000",
             "TagKeyMd5":"f894427cc1c571f79da49605ef8b112f","TagValueMd5":"2567a5ec9705eb7ac2c984033e06189d","ServiceType":"cvm","Category":"Custom"}]}
            """, page);
        Assert.Empty((await Describe("""["sg-first000"]""", """ ,"Category":"System" """))["Tags"]!.AsArray());
    }

    [Fact]
    public async Task A_resource_of_another_region_is_named_by_its_region()
    {
        await Modify("qcs::cvm:ap-singapore:uin/100000000001:sg/sg-remote00", """ "ReplaceTags":[{"TagKey":"a","TagValue":""}] """);
        Assert.Equal([new Tag("a", "")], _api.Plane.World.Groups["sg-remote00"].Tags);
        Assert.Equal("", await Tags("sg-remote00"));
    }

    [Theory]
    [InlineData(Name, "", "MissingParameter")]
    [InlineData(Name, """ "ReplaceTags":[] """, "InvalidParameter")]
    [InlineData(Name, """ "ReplaceTags":[{"TagKey":"a","TagValue":"1"}],"DeleteTags":[{"TagKey":"a"}] """, "InvalidParameterValue.DeleteTagsParamError")]
    [InlineData(Name, """ "ReplaceTags":[{"TagKey":"a","TagValue":"1"},{"TagKey":"a","TagValue":"2"}] """, "InvalidParameterValue.TagKeyDuplicate")]
    [InlineData(Name, """ "ReplaceTags":[{"TagKey":"qcs:a","TagValue":"1"}] """, "InvalidParameterValue.ReservedTagKey")]
    [InlineData(Name, """ "ReplaceTags":[{"TagKey":"project","TagValue":"1"}] """, "InvalidParameterValue.ReservedTagKey")]
    [InlineData("sg-first000", """ "DeleteTags":[{"TagKey":"a"}] """, "InvalidParameterValue.ResourceDescriptionError")]
    [InlineData("qcs::cvm:ap-guangzhou:uin/:sg/sg-none0000", """ "DeleteTags":[{"TagKey":"a"}] """, "InvalidParameterValue.ResourceIdInvalid")]
    [InlineData("qcs::cvm:ap-guangzhou:uin/:instance/ins-none0000", """ "DeleteTags":[{"TagKey":"a"}] """, "InvalidParameterValue.ResourceIdInvalid")]
    [InlineData("qcs::cvm:ap-guangzhou:uin/100000000002:sg/sg-foreign0", """ "DeleteTags":[{"TagKey":"env"}] """, "InvalidParameterValue.UinInvalid")]
    [InlineData("qcs::cvm:ap-guangzhou:uin/:sg/sg-foreign0", """ "DeleteTags":[{"TagKey":"env"}] """, "InvalidParameterValue.ResourceIdInvalid")]
    public async Task Refusals_have_the_codes_of_the_product(string resource, string tags, string code)
    {
        string parameters = $$"""{"Resource":"{{resource}}"{{(tags.Length > 0 ? "," : "")}}{{tags}}}""";
        Assert.Equal(code, (await _api.Refused(TestApi.Tag, "ModifyResourceTags", parameters)).Code);
        Assert.Equal(7, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task Limits_hold()
    {
        string Many(int from, int count) => string.Join(',', Enumerable.Range(from, count).Select(i => $$"""{"TagKey":"k{{i}}","TagValue":""}"""));
        Assert.Equal("LimitExceeded.TagNumPerRequest",
            (await _api.Refused(TestApi.Tag, "ModifyResourceTags", $$"""{"Resource":"{{Name}}","ReplaceTags":[{{Many(0, 11)}}]}""")).Code);
        for (int i = 0; i < 4; i++)
            await Modify(Name, $""" "ReplaceTags":[{Many(i * 10, 10)}] """);
        await Modify(Name, $""" "ReplaceTags":[{Many(40, 8)}] """);
        Assert.Equal("LimitExceeded.ResourceAttachedTags",
            (await _api.Refused(TestApi.Tag, "ModifyResourceTags", $$"""{"Resource":"{{Name}}","ReplaceTags":[{{Many(48, 1)}}]}""")).Code);
        string ids = string.Join(',', Enumerable.Range(0, 51).Select(i => $"\"sg-{TestWorld.Eight(i)}\""));
        Assert.Equal("LimitExceeded.ResourceNumPerRequest", (await _api.Refused(TestApi.Tag, "DescribeResourceTagsByResourceIds",
            $$"""{"ServiceType":"cvm","ResourcePrefix":"sg","ResourceRegion":"ap-guangzhou","ResourceIds":[{{ids}}]}""")).Code);
    }

    private Task<JsonNode> Modify(string resource, string tags) =>
        _api.Call(TestApi.Tag, "ModifyResourceTags", $$"""{"Resource":"{{resource}}",{{tags}}}""");

    private Task<JsonNode> Describe(string ids, string more = "") => _api.Call(TestApi.Tag, "DescribeResourceTagsByResourceIds",
        $$"""{"ServiceType":"cvm","ResourcePrefix":"sg","ResourceIds":{{ids}},"ResourceRegion":"ap-guangzhou"{{more}}}""");

    private async Task<string> Tags(string id) => string.Join(' ', (await Describe($"[\"{id}\"]"))["Tags"]!.AsArray().Select(tag => $"{tag!["TagKey"]}={tag["TagValue"]}"));
}
