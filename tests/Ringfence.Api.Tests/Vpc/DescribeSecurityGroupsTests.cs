using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

public sealed class DescribeSecurityGroupsTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-05bb4upy", "default", isDefault: true, description: "System created security group")
        .Group("sg-2got2lcz", "web", project: "1001", minute: 930, updated: 2000, tags: new Tag("env", "prod"))
        .Group("sg-aaaaaaaa", "db", minute: 930, updated: 931, tags: [new Tag("env", "test"), new Tag("team", "x")])
        .Group("sg-foreign0", "web", scope: TestWorld.OtherAccount)
        .Group("sg-faraway0", "web", scope: TestWorld.OtherRegion)
        .Build());

    [Fact]
    public async Task A_group_has_the_shape_of_the_vendors_sample() => JsonAssert.Same(
        """
        {"TotalCount":1,"SecurityGroupSet":[{"SecurityGroupId":"sg-05bb4upy","SecurityGroupName":"default",
         "SecurityGroupDesc":"System created security group","ProjectId":"0","IsDefault":true,
         "CreatedTime":"2026-01-04 21:02:30","UpdateTime":"2026-01-04 21:02:30","TagSet":[]}]}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", """{"SecurityGroupIds":["sg-05bb4upy"]}"""));

    [Theory]
    [InlineData("{}", "sg-2got2lcz,sg-aaaaaaaa,sg-05bb4upy")]
    [InlineData("""{"OrderField":"UpdateTime"}""", "sg-05bb4upy,sg-aaaaaaaa,sg-2got2lcz")]
    [InlineData("""{"OrderField":"UpdateTime","OrderDirection":"DESC"}""", "sg-2got2lcz,sg-aaaaaaaa,sg-05bb4upy")]
    [InlineData("""{"OrderField":"CreatedTime","OrderDirection":"ASC"}""", "sg-05bb4upy,sg-2got2lcz,sg-aaaaaaaa")]
    [InlineData("""{"SecurityGroupIds":["sg-05bb4upy\r\n"," sg-2got2lcz","sg-05bb4upy"]}""", "sg-2got2lcz,sg-05bb4upy")]
    [InlineData("""{"SecurityGroupIds":[],"Filters":[]}""", "sg-2got2lcz,sg-aaaaaaaa,sg-05bb4upy")]
    [InlineData("""{"SecurityGroupIds":null}""", "sg-2got2lcz,sg-aaaaaaaa,sg-05bb4upy")]
    [InlineData("""{"Filters":[{"Name":"security-group-name","Values":["web"]}]}""", "sg-2got2lcz")]
    [InlineData("""{"Filters":[{"Name":"security-group-name","Values":["we"]}]}""", "")]
    [InlineData("""{"Filters":[{"Name":"security-group-id","Values":["sg-aaaaaaaa","sg-foreign0","sg-faraway0"]}]}""", "sg-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"project-id","Values":[1001]}]}""", "sg-2got2lcz")]
    [InlineData("""{"Filters":[{"Name":"tag-key","Values":["env"]}]}""", "sg-2got2lcz,sg-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"tag:env","Values":["test","none"]}]}""", "sg-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"tag:env","Values":["test","prod"]},{"Name":"tag-key","Values":["team"]}]}""", "sg-aaaaaaaa")]
    [InlineData("""{"Filters":[{"Name":"security-group-name","Values":[]}]}""", "")]
    public async Task Lists(string parameters, string ids)
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", parameters);
        Assert.Equal(ids, JsonAssert.Texts(answer["SecurityGroupSet"], "SecurityGroupId"));
        Assert.Equal(ids.Length == 0 ? 0 : ids.Split(',').Length, (int)answer["TotalCount"]!);
    }

    [Theory]
    [InlineData("""{"SecurityGroupIds":["sg-05bb4upy","sg-none0000","sg-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"SecurityGroupIds":["sg-UPPER000"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"SecurityGroupIds":["ins-05bb4upy"]}""", "InvalidParameterValue.Malformed")]
    [InlineData("""{"SecurityGroupIds":"sg-05bb4upy"}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupIds":["sg-05bb4upy"],"Filters":[{"Name":"project-id","Values":["0"]}]}""", "InvalidParameter.Coexist")]
    [InlineData("""{"Filters":[{"Name":"colour","Values":["red"]}]}""", "InvalidParameter.FilterInvalidKey")]
    [InlineData("""{"Filters":["project-id"]}""", "InvalidParameter.FilterNotDict")]
    [InlineData("""{"Filters":[{"Name":"project-id","Values":"0"}]}""", "InvalidParameter.FilterValuesNotList")]
    [InlineData("""{"Filters":[{"Name":"project-id"}]}""", "MissingParameter")]
    [InlineData("""{"Filters":[{"Values":["0"]}]}""", "MissingParameter")]
    [InlineData("""{"Filters":{"Name":"project-id"}}""", "InvalidParameter")]
    [InlineData("""{"Limit":"101"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Limit":"0"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Limit":"many"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Limit":1.5}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Offset":"-1"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Offset":"99999999999999999999"}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Limit":[1]}""", "InvalidParameter")]
    [InlineData("""{"OrderField":"Name"}""", "InvalidParameterValue")]
    [InlineData("""{"OrderDirection":"UP"}""", "InvalidParameterValue")]
    [InlineData("""{"SecurityGroupId":["sg-05bb4upy"]}""", "UnknownParameter")]
    public async Task Refuses(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "DescribeSecurityGroups", parameters)).Code);

    [Fact]
    public async Task A_hundred_and_one_ids_are_too_many()
    {
        string ids = string.Join(',', Enumerable.Range(0, 101).Select(i => $"\"sg-{TestWorld.Eight(i)}\""));
        Assert.Equal("InvalidParameterValue.LimitExceeded", (await _api.Refused(TestApi.Vpc, "DescribeSecurityGroups", $$"""{"SecurityGroupIds":[{{ids}}]}""")).Code);
    }

    [Fact]
    public async Task Every_missing_id_is_named()
    {
        var error = await _api.Refused(TestApi.Vpc, "DescribeSecurityGroups", """{"SecurityGroupIds":["sg-none0000","sg-none0001","sg-05bb4upy"]}""");
        Assert.Contains("sg-none0000, sg-none0001", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sg-05bb4upy", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Limit":"2"}""", 2)]
    [InlineData("""{"Limit":2,"Offset":"2"}""", 1)]
    [InlineData("""{"Limit":"","Offset":""}""", 3)]
    [InlineData("""{"Offset":2147483647}""", 0)]
    public async Task A_page_is_part_of_the_list_and_the_count_is_of_all(string parameters, int shown)
    {
        var answer = await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", parameters);
        Assert.Equal(shown, answer["SecurityGroupSet"]!.AsArray().Count);
        Assert.Equal(3, (int)answer["TotalCount"]!);
    }

    [Fact]
    public async Task Pages_of_groups_made_in_the_same_second_fit_together_without_gap_or_repetition()
    {
        var world = new TestWorld();
        for (int i = 0; i < 57; i++)
            world.Group($"sg-{TestWorld.Eight(i)}");
        var api = new TestApi(world.Build());
        var seen = new List<string>();
        for (int offset = 0; offset < 60; offset += 10)
        {
            var page = await api.Call(TestApi.Vpc, "DescribeSecurityGroups", $$"""{"Limit":"10","Offset":"{{offset}}"}""");
            seen.AddRange(page["SecurityGroupSet"]!.AsArray().Select(group => group!["SecurityGroupId"]!.ToString()));
        }

        Assert.Equal(Enumerable.Range(0, 57).Select(i => $"sg-{TestWorld.Eight(i)}"), seen);
    }
}
