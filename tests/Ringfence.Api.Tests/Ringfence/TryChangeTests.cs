using Ringfence.Api.Tests.Http;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class TryChangeTests
{
    private const string Create = """{"GroupName":"web","GroupDescription":""}""";

    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public async Task A_change_is_made_answered_as_always_and_waits()
    {
        var tried = await TryAsync("CreateSecurityGroup", Create, """, "ConfirmWithin":"90" """);
        Assert.Matches("^sg-", (string)tried["Response"]!["SecurityGroup"]!["SecurityGroupId"]!);
        Assert.Equal((1, 1, 90), ((int)tried["Revision"]!, (int)tried["PendingChange"]!["Revision"]!, (int)tried["PendingChange"]!["ConfirmWithin"]!));
        Assert.Equal(TestWorld.Epoch.AddSeconds(90).ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture), (string)tried["PendingChange"]!["Deadline"]!);
        JsonAssert.Same(tried["PendingChange"]!.ToJsonString(), (await _api.Call(TestApi.Extension, "DescribePendingChange", "{}"))["PendingChange"]!);

        var revision = (await _api.Call(TestApi.Extension, "DescribeRevisions", "{}"))["RevisionSet"]![0]!;
        Assert.Equal("CreateSecurityGroup", (string)revision["Action"]!);
        Assert.Equal(["SecurityGroup", "Trial"], revision["ChangeSet"]!.AsArray().Select(change => (string)change!["ResourceType"]!));
    }

    [Fact]
    public async Task Until_it_is_confirmed_other_changes_are_refused_with_the_vendors_code_for_that()
    {
        await TryAsync("CreateSecurityGroup", Create);
        var refused = await _api.Refused(TestApi.Vpc, "CreateSecurityGroup", Create);
        Assert.Equal("UnsupportedOperation.MutexOperationTaskRunning", refused.Code);
        Assert.StartsWith("Revision 1 waits for its confirmation until 20", refused.Message, StringComparison.Ordinal);
        Assert.Equal("UnsupportedOperation.MutexOperationTaskRunning", (await _api.Refused(TestApi.Extension, "TryChange", $$"""{"Action":"CreateSecurityGroup","Parameters":{{Create}}}""")).Code);

        var confirmed = await _api.Call(TestApi.Extension, "ConfirmChange", """{"Revision":1}""");
        Assert.Equal((1, 2), ((int)confirmed["EndedRevision"]!, (int)confirmed["Revision"]!));
        await _api.Call(TestApi.Vpc, "CreateSecurityGroup", Create);
        Assert.Null((await _api.Call(TestApi.Extension, "DescribePendingChange", "{}"))["PendingChange"]);
    }

    [Fact]
    public async Task It_can_be_reverted_before_its_time()
    {
        await TryAsync("CreateSecurityGroup", Create);
        var reverted = await _api.Call(TestApi.Extension, "RevertChange", "{}");
        Assert.Equal((1, 2), ((int)reverted["EndedRevision"]!, (int)reverted["Revision"]!));
        Assert.Empty(_api.Plane.World.Groups);
    }

    [Fact]
    public async Task What_changes_nothing_waits_for_nothing()
    {
        await _api.Call(TestApi.Vpc, "CreateSecurityGroup", Create);
        var tried = await _api.Call(TestApi.Extension, "TryChange", """{"Action":"RestoreRevision","Version":"2026-11-01","Parameters":{"Revision":1}}""");
        Assert.Null(tried["PendingChange"]);
        Assert.Empty(_api.Plane.World.Trials);
    }

    [Theory]
    [InlineData("ConfirmChange", "{}", "ResourceNotFound")]
    [InlineData("RevertChange", """{"Revision":5}""", "ResourceNotFound")]
    [InlineData("TryChange", "{}", "MissingParameter")]
    [InlineData("TryChange", """{"Action":"CreateSecurityGroup","ConfirmWithin":0}""", "InvalidParameterValue.Range")]
    [InlineData("TryChange", """{"Action":"CreateSecurityGroup","ConfirmWithin":3601}""", "InvalidParameterValue.Range")]
    [InlineData("TryChange", """{"Action":"CreateSecurityGroup"}""", "MissingParameter")]
    [InlineData("TryChange", """{"Action":"DescribeSecurityGroups"}""", "InvalidParameterValue")]
    [InlineData("TryChange", """{"Action":"CreateAccessKey","Version":"2026-11-01","Parameters":{"Role":"admin"}}""", "InvalidParameterValue")]
    [InlineData("TryChange", """{"Action":"TryChange","Version":"2026-11-01"}""", "InvalidParameterValue")]
    [InlineData("TryChange", """{"Action":"DeleteSecurityGroup","Parameters":{"SecurityGroupId":"sg-zzzzzzzz"}}""", "ResourceNotFound")]
    [InlineData("TryChange", """{"Action":"DeleteSecurityGroup","Parameters":{"SecurityGroupId":"sg-zzzzzzzz","Force":1}}""", "UnknownParameter")]
    public async Task What_cannot_be_done_is_refused_and_leaves_nothing_waiting(string action, string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);
        Assert.Empty(_api.Plane.World.Trials);
    }

    [Fact]
    public async Task The_end_of_a_trial_cannot_be_tried()
    {
        await TryAsync("CreateSecurityGroup", Create);
        Assert.Equal("UnsupportedOperation", (await _api.Refused(TestApi.Extension, "TryChange", """{"Action":"ConfirmChange","Version":"2026-11-01"}""")).Code);
        Assert.Single(_api.Plane.World.Trials);
    }

    [Fact]
    public async Task A_confirmation_is_answered_when_the_hosts_have_it()
    {
        _api.Board.Report(Host(0));
        await TryAsync("CreateSecurityGroup", Create);
        var confirming = _api.Call(TestApi.Extension, "ConfirmChange", "{}");
        Assert.Empty(_api.Plane.World.Trials);
        _api.Board.Report(Host(1));
        Assert.False(confirming.IsCompleted);
        _api.Board.Report(Host(2));
        Assert.True((bool)(await confirming)["Enforced"]!);
    }

    [Fact]
    public async Task A_host_that_cannot_is_not_waited_for_for_ever()
    {
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        var api = new TestApi(World.Empty, boardClock: clock);
        api.Board.Report(Host(2) with { Error = "The kernel is tired." });
        await api.Call(TestApi.Extension, "TryChange", $$"""{"Action":"CreateSecurityGroup","Parameters":{{Create}}}""");
        var confirming = api.Call(TestApi.Extension, "ConfirmChange", "{}");
        Assert.False(confirming.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(10));
        var confirmed = await confirming;
        Assert.Equal((2, false), ((int)confirmed["Revision"]!, (bool)confirmed["Enforced"]!));
    }

    [Theory]
    [InlineData("ConfirmChange")]
    [InlineData("RevertChange")]
    public async Task Whoever_leaves_while_the_hosts_are_waited_for_has_been_answered_all_the_same(string action)
    {
        _api.Board.Report(Host(0));
        await TryAsync("CreateSecurityGroup", Create);
        using var leaving = new CancellationTokenSource();
        var ending = _api.Call(TestApi.Extension, action, "{}", leaving.Token);
        Assert.False(ending.IsCompleted);
        await leaving.CancelAsync();
        var ended = await ending;
        Assert.Equal((2, false), ((int)ended["Revision"]!, (bool)ended["Enforced"]!));
    }

    [Fact]
    public async Task The_end_of_a_change_is_recorded_though_its_caller_has_left()
    {
        var pipeline = new TestPipeline(_api.Actions);
        _api.Board.Report(Host(0));
        await TryAsync("CreateSecurityGroup", Create);
        using var leaving = new CancellationTokenSource();
        var confirming = pipeline.CodeAsync("ConfirmChange", "{}", TestApi.Extension, leaving: leaving);
        Assert.Empty(_api.Plane.World.Trials);
        await leaving.CancelAsync();
        await confirming;
        Assert.Equal(("ConfirmChange", ""), Assert.Single(pipeline.Audit.Records) is var record ? (record.Action, record.Code) : default);
    }

    private static HostEnforcement Host(long revision) =>
        new("h1", "nftables", revision, TestWorld.Epoch, null, System.Collections.Immutable.ImmutableDictionary<string, InterfaceEnforcement>.Empty);

    private async Task<System.Text.Json.Nodes.JsonNode> TryAsync(string action, string parameters, string more = "") =>
        await _api.Call(TestApi.Extension, "TryChange", $$"""{"Action":"{{action}}","Parameters":{{parameters}}{{more}}}""");
}
