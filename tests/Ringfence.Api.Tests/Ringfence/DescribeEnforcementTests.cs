using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Ringfence.Control.Distribution;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class DescribeEnforcementTests
{
    private static readonly DateTimeOffset At = new(2026, 1, 5, 1, 0, 0, 123, TimeSpan.Zero);

    private readonly TestApi _api = new(new TestWorld { Revision = 12 }
        .Group("sg-2got2lcz")
        .Instance("ins-00000001").Interface("eni-00000001", ["sg-2got2lcz"], device: "veth1").Interface("eni-00000002", [], device: "veth2")
        .Instance("ins-00000002", host: "h2").Interface("eni-00000003", ["sg-2got2lcz"], device: "eth0")
        .Instance("ins-foreign0", scope: TestWorld.OtherAccount, host: "h3").Interface("eni-foreign0", [])
        .Build());

    [Fact]
    public async Task A_host_that_never_reported_has_no_agent() => JsonAssert.Same(
        """
        {"EnforcementSet":[{"InstanceId":"ins-00000002","NetworkInterfaceId":"eni-00000003","Host":"h2","Device":"eth0","Role":"guest","Driver":"",
         "DesiredRevision":12,"EnforcedRevision":0,"State":"NO_AGENT"}],"TotalCount":1,"Revision":12,"Enforced":false}
        """,
        await Describe("""{"InstanceIds":["ins-00000002"]}"""));

    [Fact]
    public async Task An_interface_that_stands_at_the_current_revision_is_enforced()
    {
        _api.Board.Report(Report("h2", 12, ("eni-00000003", new InterfaceEnforcement(12, At, true, null))));
        JsonAssert.Same(
            """
            {"EnforcementSet":[{"InstanceId":"ins-00000002","NetworkInterfaceId":"eni-00000003","Host":"h2","Device":"eth0","Role":"guest","Driver":"nftables",
             "DesiredRevision":12,"EnforcedRevision":12,"State":"ENFORCED","Since":"2026-01-05T01:00:00.123Z"}],"TotalCount":1,"Revision":12,"Enforced":true}
            """,
            await Describe("""{"Host":"h2"}"""));
    }

    [Theory]
    [InlineData(12, 12, true, null, null, "ENFORCED")]
    [InlineData(12, 4, true, null, null, "ENFORCED")]
    [InlineData(13, 13, true, null, null, "ENFORCED")]
    [InlineData(11, 11, true, null, null, "PENDING")]
    [InlineData(12, 12, false, null, null, "DEVICE_MISSING")]
    [InlineData(12, 11, true, "no such chain", null, "FAILED")]
    [InlineData(11, 11, true, null, "netlink is gone", "FAILED")]
    public async Task The_state_says_what_is_missing(long host, long own, bool present, string? error, string? hostError, string state)
    {
        _api.Board.Report(Report("h2", host, ("eni-00000003", new InterfaceEnforcement(own, At, present, error))) with { Error = hostError });
        var answer = await Describe("""{"NetworkInterfaceIds":["eni-00000003"]}""");
        Assert.Equal(state, JsonAssert.Texts(answer["EnforcementSet"], "State"));
        Assert.Equal(error ?? hostError, (string?)answer["EnforcementSet"]![0]!["Error"]);
        Assert.Equal(state == "ENFORCED", (bool)answer["Enforced"]!);
    }

    [Fact]
    public async Task An_interface_that_its_agent_has_not_seen_is_pending()
    {
        _api.Board.Report(Report("h1", 12, ("eni-00000001", new InterfaceEnforcement(12, At, true, null))));
        var answer = await Describe("""{"Host":"h1"}""");
        Assert.Equal("ENFORCED,PENDING", JsonAssert.Texts(answer["EnforcementSet"], "State"));
        Assert.Equal("12,0", JsonAssert.Texts(answer["EnforcementSet"], "EnforcedRevision"));
        Assert.False((bool)answer["Enforced"]!);
    }

    [Theory]
    [InlineData("{}", "eni-00000001,eni-00000002,eni-00000003")]
    [InlineData("""{"InstanceIds":["ins-00000001"],"NetworkInterfaceIds":["eni-00000002","eni-00000003"]}""", "eni-00000002")]
    [InlineData("""{"Host":"h1"}""", "eni-00000001,eni-00000002")]
    [InlineData("""{"Host":"h3"}""", "")]
    [InlineData("""{"Host":"h9"}""", "")]
    public async Task Conditions_hold_together_and_nothing_of_another_account_is_shown(string parameters, string ids) =>
        Assert.Equal(ids, JsonAssert.Texts((await Describe(parameters))["EnforcementSet"], "NetworkInterfaceId"));

    [Fact]
    public async Task Pages_count_all()
    {
        var answer = await Describe("""{"Offset":1,"Limit":1}""");
        Assert.Equal("eni-00000002", JsonAssert.Texts(answer["EnforcementSet"], "NetworkInterfaceId"));
        Assert.Equal(3, (int)answer["TotalCount"]!);
    }

    [Theory]
    [InlineData("12")]
    [InlineData("-1")]
    [InlineData("\"12\"")]
    public async Task Waiting_ends_when_every_host_in_question_has_reported(string revision)
    {
        var waiting = Describe($$"""{"WaitForRevision":{{revision}},"TimeoutSeconds":60}""");
        Assert.False(waiting.IsCompleted);
        _api.Board.Report(Report("h1", 12));
        Assert.False(waiting.IsCompleted);
        _api.Board.Report(Report("h2", 12));
        Assert.True((bool)(await waiting)["Enforced"]!);
    }

    [Fact]
    public async Task Waiting_for_one_instance_asks_its_own_host_only()
    {
        _api.Board.Report(Report("h2", 12));
        Assert.True((bool)(await Describe("""{"InstanceIds":["ins-00000002"],"WaitForRevision":12,"TimeoutSeconds":0}"""))["Enforced"]!);
        Assert.False((bool)(await Describe("""{"WaitForRevision":12,"TimeoutSeconds":0}"""))["Enforced"]!);
    }

    [Fact]
    public async Task A_named_host_is_waited_for_even_when_nothing_is_left_on_it()
    {
        Assert.False((bool)(await Describe("""{"Host":"h9","WaitForRevision":12,"TimeoutSeconds":0}"""))["Enforced"]!);
        _api.Board.Report(Report("h9", 12));
        Assert.True((bool)(await Describe("""{"Host":"h9","WaitForRevision":12,"TimeoutSeconds":0}"""))["Enforced"]!);
    }

    [Fact]
    public async Task A_revision_that_nobody_committed_is_not_enforced_although_there_is_no_host_to_wait_for()
    {
        var empty = new TestApi(new TestWorld { Revision = 12 }.Build());
        Assert.True((bool)(await empty.Call(TestApi.Extension, "DescribeEnforcement", """{"WaitForRevision":12}"""))["Enforced"]!);
        Assert.False((bool)(await empty.Call(TestApi.Extension, "DescribeEnforcement", """{"WaitForRevision":13,"TimeoutSeconds":0}"""))["Enforced"]!);
    }

    [Theory]
    [InlineData("""{"TimeoutSeconds":61}""", "InvalidParameterValue.Range")]
    [InlineData("""{"WaitForRevision":-2}""", "InvalidParameterValue.Range")]
    [InlineData("""{"WaitForRevision":"LATEST"}""", "InvalidParameter")]
    [InlineData("""{"InstanceIds":["ins-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"NetworkInterfaceIds":["eni-foreign0"]}""", "ResourceNotFound")]
    [InlineData("""{"InstanceIds":["web"]}""", "InvalidParameterValue.Malformed")]
    public async Task Refuses(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "DescribeEnforcement", parameters)).Code);

    private static HostEnforcement Report(string host, long revision, params (string Id, InterfaceEnforcement State)[] interfaces) =>
        new(host, "nftables", revision, At, null, interfaces.ToImmutableDictionary(item => item.Id, item => item.State));

    private Task<JsonNode> Describe(string parameters) => _api.Call(TestApi.Extension, "DescribeEnforcement", parameters);
}
