using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests.Ringfence.Observing;

public sealed class ObservationActionsTests
{
    private readonly TestApi _api = new(new TestWorld().Group("sg-00000001", "web").Group("sg-00000002", "old").Build());

    [Fact]
    public async Task A_change_is_watched_listed_and_made_as_one_revision()
    {
        var made = (await CreateAsync("tls", Rule("443"), Rule("8443")))["Observation"]!;
        string id = made["ObservationId"]!.ToString();
        Assert.Equal(("tls", "STARTING", 0, 0), (made["ObservationName"]!.ToString(), made["State"]!.ToString(), (int)made["FlowCount"]!, (int)made["LeftOutCount"]!));
        Assert.Empty(_api.Plane.World.Groups["sg-00000001"].Ingress);
        var listed = await _api.Call(TestApi.Extension, "DescribeObservations", $$"""{"ObservationIds":["{{id}}"]}""");
        Assert.True(JsonNode.DeepEquals(made, listed["ObservationSet"]![0]));
        Assert.Empty((await _api.Call(TestApi.Extension, "DescribeObservedFlows", $$"""{"ObservationId":"{{id}}"}"""))["ObservedFlowSet"]!.AsArray());

        long before = _api.Plane.World.Revision;
        var enforced = await _api.Call(TestApi.Extension, "EnforceObservation", $$"""{"ObservationId":"{{id}}"}""");
        Assert.Equal((before + 1, before + 1), ((long)enforced["Revision"]!, _api.Plane.World.Revision));
        Assert.Equal(["443", "8443"], _api.Plane.World.Groups["sg-00000001"].Ingress.Select(rule => rule.Text.Port).Order());
        Assert.Empty(_api.Plane.World.Observations);
    }

    [Fact]
    public async Task The_callers_address_is_that_of_whoever_proposed_it_while_it_is_watched_and_when_another_enforces_it()
    {
        string id = (await CreateAsync("me", Rule("443").Replace("10.0.0.0/8", "MY_PUBLIC_IP", StringComparison.Ordinal)))["Observation"]!["ObservationId"]!.ToString();
        _api.RemoteAddress = "198.51.100.77";
        var (observed, fault) = await _api.Observed.ApplyAsync(_api.Plane.World, _api.Plane.World.Observations[id], TestContext.Current.CancellationToken);
        Assert.Null(fault);
        Assert.Equal("203.0.113.9", observed!.Groups["sg-00000001"].Ingress[0].Text.CidrBlock);
        await _api.Call(TestApi.Extension, "EnforceObservation", $$"""{"ObservationId":"{{id}}"}""");
        Assert.Equal("203.0.113.9", _api.Plane.World.Groups["sg-00000001"].Ingress[0].Text.CidrBlock);
    }

    [Fact]
    public async Task One_that_is_ended_changes_nothing_and_is_not_found_any_more()
    {
        string id = (await CreateAsync("tls", Rule("443")))["Observation"]!["ObservationId"]!.ToString();
        await _api.Call(TestApi.Extension, "DeleteObservations", $$"""{"ObservationIds":["{{id}}"]}""");
        Assert.Empty(_api.Plane.World.Groups["sg-00000001"].Ingress);
        foreach (string action in (string[])["EnforceObservation", "DescribeObservedFlows"])
            Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Extension, action, $$"""{"ObservationId":"{{id}}"}""")).Code);
    }

    [Fact]
    public async Task What_is_enforced_is_kept_by_a_snapshot_once_and_what_goes_with_a_group_goes()
    {
        string policy = (await _api.Call(TestApi.Vpc, "CreateSnapshotPolicies",
            """{"SnapshotPolicies":[{"SnapshotPolicyName":"kept","BackupType":"operate","KeepTime":30,"CreateNewCos":false,"CosRegion":"ap-guangzhou","CosBucket":"backup"}]}"""))["SnapshotPolicies"]![0]!["SnapshotPolicyId"]!.ToString();
        await _api.Call(TestApi.Vpc, "AttachSnapshotInstances", $$"""
            {"SnapshotPolicyId":"{{policy}}","Instances":[{"InstanceId":"sg-00000001","InstanceType":"securitygroup","InstanceRegion":"ap-guangzhou"},{"InstanceId":"sg-00000002","InstanceType":"securitygroup","InstanceRegion":"ap-guangzhou"}]}
            """);
        int before = Files("sg-00000001");
        string id = (await CreateAsync("tls", Rule("443"), Rule("8443"), """{"Action":"DeleteSecurityGroup","Parameters":{"SecurityGroupId":"sg-00000002"}}"""))["Observation"]!["ObservationId"]!.ToString();
        await _api.Call(TestApi.Extension, "EnforceObservation", $$"""{"ObservationId":"{{id}}"}""");
        Assert.Equal((before + 1, 0), (Files("sg-00000001"), Files("sg-00000002")));
        Assert.Equal(["sg-00000001"], _api.Plane.World.SnapshotPolicies[policy].Attachments.Select(attachment => attachment.GroupId));
        var kept = Assert.Single(_api.Plane.World.SnapshotFiles.Values, file => !file.Saved.Ingress.IsEmpty);
        Assert.Equal((0, 2), (kept.Original.Ingress.Length, kept.Saved.Ingress.Length));

        int Files(string group) => _api.Plane.World.SnapshotFiles.Values.Count(file => file.GroupId == group);
    }

    [Theory]
    [InlineData("TryChange")]
    [InlineData("ConfirmChange")]
    [InlineData("RevertChange")]
    [InlineData("CreateObservation")]
    [InlineData("EnforceObservation")]
    [InlineData("DeleteObservations")]
    public async Task Trials_their_ends_and_observations_cannot_be_proposed(string action)
    {
        string changes = $$"""{"Changes":[{{Rule("443")}},{"Action":"{{action}}","Version":"{{TestApi.Extension}}"}]}""";
        foreach (var (asked, parameters) in ((string, string)[])[("CreateObservation", $$"""{"ObservationName":"x",{{changes[1..]}}"""), ("CompareSecurityGroupPolicies", changes)])
        {
            var refused = await _api.Refused(TestApi.Extension, asked, parameters);
            Assert.Equal("InvalidParameterValue", refused.Code);
            Assert.StartsWith($"Changes.1.Action: {action} ", refused.Message, StringComparison.Ordinal);
        }

        Assert.Empty(_api.Plane.World.Observations);
    }

    [Theory]
    [InlineData("CreateObservation", """{"ObservationName":"x"}""", "MissingParameter")]
    [InlineData("CreateObservation", """{"ObservationName":"x","Changes":[]}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData("CreateObservation", """{"ObservationName":"x","Changes":[{"Action":"DeleteSecurityGroup","Parameters":{"SecurityGroupId":"sg-zzzzzzzz"}}]}""", "ResourceNotFound")]
    [InlineData("DeleteObservations", """{"ObservationIds":[]}""", "MissingParameter")]
    [InlineData("DescribeObservations", """{"ObservationIds":["obs-zzzzzzzz"]}""", "ResourceNotFound")]
    [InlineData("EnforceObservation", """{"ObservationId":"sg-00000001"}""", "InvalidParameterValue.Malformed")]
    public async Task Bad_requests_are_refused(string action, string parameters, string code) => Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);

    private Task<JsonNode> CreateAsync(string name, params string[] calls) =>
        _api.Call(TestApi.Extension, "CreateObservation", $$"""{"ObservationName":"{{name}}","Changes":[{{string.Join(',', calls)}}]}""");

    private static string Rule(string port) => $$"""
        {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"sg-00000001","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"{{port}}","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"}]} } }
        """;
}
