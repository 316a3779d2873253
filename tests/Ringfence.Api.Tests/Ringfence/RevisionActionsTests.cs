using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class RevisionActionsTests
{
    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public async Task A_revision_says_who_when_from_where_and_what()
    {
        await CreateAsync("web");
        var answer = await _api.Call(TestApi.Extension, "DescribeRevisions", "{}");
        Assert.Equal((1, 1), ((int)answer["TotalCount"]!, (int)answer["Revision"]!));
        var revision = answer["RevisionSet"]![0]!;
        Assert.Equal(
            ("AKIDtest", TestWorld.Home.Account, TestWorld.Home.Region, "203.0.113.9", "r-1", "CreateSecurityGroup"),
            (Text("SecretId"), Text("Account"), Text("Region"), Text("SourceAddress"), Text("RequestId"), Text("Action")));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", Text("Time"));
        var change = revision["ChangeSet"]![0]!;
        Assert.Equal(("SecurityGroup", "CREATE", "web"), ((string)change["ResourceType"]!, (string)change["Operation"]!, (string)change["ResourceName"]!));
        Assert.Contains("Name: 'web'", change["Details"]!.AsArray().Select(line => (string)line!));

        string Text(string name) => (string)revision[name]!;
    }

    [Fact]
    public async Task Every_condition_reaches_the_history()
    {
        await _api.Call(TestApi.Extension, "DescribeRevisions", """
            {"Revision":7,"StartTime":"2026-01-05 09:00:00","EndTime":"2026-01-05T02:00:00Z","SecretIds":["AKID1"],"Actions":["A"],"ResourceIds":["sg-00000001"],
             "Offset":3,"Limit":"5","ChangeLimit":2}
            """);
        var query = _api.Plane.LastQuery!;
        Assert.Equal((7, 3, 5, 2), (query.Number, query.Offset, query.Limit, query.ChangeLimit));
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 1, 0, 0, TimeSpan.Zero), query.From);
        Assert.Equal(new DateTimeOffset(2026, 1, 5, 2, 0, 0, TimeSpan.Zero), query.Before);
        Assert.Equal(("AKID1", "A", "sg-00000001"), (query.SecretIds[0], query.Actions[0], query.DocumentIds[0]));
        Assert.Equal(TestWorld.Home, query.Scope);
    }

    [Theory]
    [InlineData("""{"StartTime":"yesterday"}""", "InvalidParameterValue")]
    [InlineData("""{"EndTime":"2026-13-01T00:00:00Z"}""", "InvalidParameterValue")]
    [InlineData("""{"Limit":101}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Filters":[]}""", "UnknownParameter")]
    public async Task What_cannot_be_read_is_refused(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "DescribeRevisions", parameters)).Code);

    [Fact]
    public async Task Restoring_tells_first_and_then_does_the_same()
    {
        string id = await CreateAsync("web");
        await CreateAsync("later");
        var preview = await _api.Call(TestApi.Extension, "RestoreRevision", """{"Revision":1,"DryRun":true}""");
        Assert.Equal(2, (int)preview["Revision"]!);
        var restored = await _api.Call(TestApi.Extension, "RestoreRevision", """{"Revision":"1"}""");
        Assert.Equal(3, (int)restored["Revision"]!);
        JsonAssert.Same(preview["ChangeSet"]!.ToJsonString(), restored["ChangeSet"]!);
        Assert.Equal([id], _api.Plane.World.Groups.Keys);
    }

    [Theory]
    [InlineData("{}", "MissingParameter")]
    [InlineData("""{"Revision":0}""", "InvalidParameterValue.Range")]
    [InlineData("""{"Revision":99}""", "ResourceNotFound")]
    public async Task A_revision_that_is_not_there_cannot_be_restored(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "RestoreRevision", parameters)).Code);

    private async Task<string> CreateAsync(string name)
    {
        var answer = await _api.Call(TestApi.Vpc, "CreateSecurityGroup", $$"""{"GroupName":"{{name}}","GroupDescription":""}""");
        return (string)answer["SecurityGroup"]!["SecurityGroupId"]!;
    }
}
