using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence.Observing;

/// <summary>Two groups at one interface: <c>strict</c> accepts tcp:22 from 10.0.0.0/8 and nothing else, <c>web</c> tcp:80 from everywhere.</summary>
public sealed class GroupModeActionsTests : IAsyncLifetime
{
    private readonly TestApi _api = new(World.Empty, new ActionOptions { DefaultHost = "h1" });
    private string _strict = "", _web = "", _interface = "";

    public async ValueTask InitializeAsync()
    {
        _strict = await GroupAsync("strict", """{"Protocol":"TCP","Port":"22","CidrBlock":"10.0.0.0/8","Action":"ACCEPT"},{"Protocol":"TCP","Port":"80","CidrBlock":"203.0.113.0/24","Action":"DROP"}""");
        _web = await GroupAsync("web", """{"Protocol":"TCP","Port":"80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        var registered = await _api.Call(TestApi.Extension, "RegisterInstances", $$$"""
            {"Instances":[{"InstanceName":"one","SecurityGroupIds":["{{{_strict}}}","{{{_web}}}"],"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}]}
            """);
        _interface = registered["InstanceSet"]![0]!["NetworkInterfaceSet"]![0]!["NetworkInterfaceId"]!.ToString();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_group_is_put_in_observe_mode_with_its_observation_and_enforced_through_it_each_in_one_revision()
    {
        long before = _api.Plane.World.Revision;
        var observed = await SetAsync(_strict, "observe");
        string id = observed["Observation"]!["ObservationId"]!.ToString();
        Assert.Equal((before + 1, _strict, "strict"), ((long)observed["Revision"]!, observed["Observation"]!["SecurityGroupId"]!.ToString(), observed["Observation"]!["ObservationName"]!.ToString()));
        var call = Assert.Single(observed["Observation"]!["Changes"]!.AsArray())!;
        Assert.Equal(("ModifySecurityGroupMode", TestApi.Extension), (call["Action"]!.ToString(), call["Version"]!.ToString()));

        var modes = (await _api.Call(TestApi.Extension, "DescribeSecurityGroupModes", "{}"))["SecurityGroupModeSet"]!.AsArray();
        var (strict, web) = (modes.Single(one => Text(one, "SecurityGroupId") == _strict), modes.Single(one => Text(one, "SecurityGroupId") == _web));
        Assert.Equal(("OBSERVE", id, "ENFORCE", null, null), (Text(strict, "Mode"), Text(strict, "ObservationId"), Text(web, "Mode"), Text(web, "ObservationId"), Text(web, "ModeSince")));
        Assert.NotNull(Text(strict, "ModeSince"));
        Assert.DoesNotContain("Mode", (await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", "{}")).ToJsonString(), StringComparison.Ordinal);

        Assert.Equal(before + 2, (long)(await _api.Call(TestApi.Extension, "EnforceObservation", $$"""{"ObservationId":"{{id}}"}"""))["Revision"]!);
        Assert.Equal(GroupMode.Enforce, _api.Plane.World.Groups[_strict].Mode);
        Assert.Empty(_api.Plane.World.Observations);
        Assert.Null((await SetAsync(_strict, "ENFORCE"))["Observation"]);
        Assert.Equal(before + 2, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task Answers_say_which_groups_are_passed_over_and_why_everything_passes()
    {
        await SetAsync(_strict, "OBSERVE");
        var hop = await ExplainAsync("203.0.113.5", 80);
        Assert.Equal(("ACCEPT", "RULE", _web, _strict), (Text(hop, "Action"), Text(hop, "Reason"), Text(hop["DecidingRule"], "SecurityGroupId"), Assert.Single(hop["ObservedGroupSet"]!.AsArray())!.ToString()));
        hop = await ExplainAsync("203.0.113.5", 81);
        Assert.Equal(("DROP", "NO_RULE_MATCHED", _web), (Text(hop, "Action"), Text(hop, "Reason"), Text(hop["SuggestedEdit"], "SecurityGroupId")));

        await SetAsync(_web, "OBSERVE");
        hop = await ExplainAsync("203.0.113.5", 81);
        Assert.Equal(("ACCEPT", "ALL_GROUPS_OBSERVED", "ENFORCE_GROUP", _strict), (Text(hop, "Action"), Text(hop, "Reason"), Text(hop["SuggestedEdit"], "Kind"), Text(hop["SuggestedEdit"], "SecurityGroupId")));
        Assert.Null(hop["DecidingRule"]);
        Assert.Equal([_strict, _web], hop["ObservedGroupSet"]!.AsArray().Select(one => one!.ToString()));

        var policy = await _api.Call(TestApi.Extension, "DescribeEffectivePolicy", $$"""{"NetworkInterfaceId":"{{_interface}}"}""");
        Assert.Equal([0L, 0L], ((string[])["Ingress", "Egress"]).Select(way => (long)Assert.Single(policy[way]!.AsArray())!["RuleId"]!));
        Assert.Equal(("0.0.0.0/0", "ALL"), (policy["IngressAccepted"]![0]!["Addresses"]![0]!.ToString(), Text(policy["IngressAccepted"]![0], "Services")));
        var exposed = (await _api.Call(TestApi.Extension, "AnalyzeExposure", "{}"))["ExposureSet"]!.AsArray();
        Assert.All(exposed, finding => Assert.Equal(("CRITICAL", 0L, null), (Text(finding, "Severity"), (long)finding!["Rule"]!["RuleId"]!, finding["Fix"])));
        Assert.NotEmpty(exposed);
        var lists = (await _api.Call(TestApi.Extension, "ExportEffectivePolicies", "{}"))["HostSet"]![0]!["RuleListSet"]!.AsArray();
        Assert.Equal(["", ""], lists.Select(list => Text(list, "SecurityGroupId")));

        // The rules of both are looked at as of those that are enforced: one below says the opposite of one above only where both decide.
        var found = (await _api.Call(TestApi.Extension, "LintSecurityGroups", "{}"))["FindingSet"]!.AsArray();
        Assert.DoesNotContain(found, finding => Text(finding, "Kind") is "CONFLICT" or "OVER_WIDE");
    }

    [Fact]
    public async Task What_enforcing_it_would_cut_can_be_compared_and_a_trial_and_an_import_change_the_mode_too()
    {
        await SetAsync(_strict, "OBSERVE");
        string enforcing = $$$"""{"Action":"ModifySecurityGroupMode","Version":"{{{TestApi.Extension}}}","Parameters":{"SecurityGroupId":"{{{_strict}}}","Mode":"ENFORCE"}}""";
        var effect = Assert.Single((await _api.Call(TestApi.Extension, "CompareSecurityGroupPolicies", $$"""{"Changes":[{{enforcing}}]}"""))["EffectSet"]!.AsArray())!;
        Assert.Equal(("203.0.113.0/24", "tcp:80"), (Assert.Single(effect["Cut"]![0]!["Addresses"]!.AsArray())!.ToString(), Text(effect["Cut"]![0], "Services")));
        Assert.Equal(("10.0.0.0/8", "tcp:22"), (Assert.Single(effect["Opened"]![0]!["Addresses"]!.AsArray())!.ToString(), Text(effect["Opened"]![0], "Services")));

        await _api.Call(TestApi.Extension, "TryChange", $$"""{{enforcing[..^1]}},"ConfirmWithin":60}""");
        Assert.Equal(GroupMode.Enforce, _api.Plane.World.Groups[_strict].Mode);
        await _api.Call(TestApi.Extension, "RevertChange", "{}");
        Assert.Equal(GroupMode.Observe, _api.Plane.World.Groups[_strict].Mode);
        Assert.Single(_api.Plane.World.Observations);

        string file = (await _api.Call(TestApi.Extension, "ExportSecurityGroups", """{"Format":"json"}"""))["Content"]!.ToString();
        Assert.Equal(["ENFORCE", "OBSERVE"], JsonNode.Parse(file)!["SecurityGroups"]!.AsArray().Select(one => Text(one, "Mode")!).Order());
        await SetAsync(_strict, "ENFORCE");
        var imported = await _api.Call(TestApi.Extension, "ImportSecurityGroups", new JsonObject { ["Format"] = "json", ["Content"] = file }.ToJsonString());
        Assert.Equal("Mode: 'ENFORCE' became 'OBSERVE'", Assert.Single(Assert.Single(imported["ChangeSet"]!.AsArray())!["Details"]!.AsArray())!.ToString());
        Assert.Equal(GroupMode.Observe, _api.Plane.World.Groups[_strict].Mode);
        Assert.StartsWith("# In observe mode", (await _api.Call(TestApi.Extension, "ExportSecurityGroups", $$"""{"Format":"terraform","SecurityGroupIds":["{{_strict}}"]}"""))["Content"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ModifySecurityGroupMode", """{"SecurityGroupId":"sg-zzzzzzzz","Mode":"OBSERVE"}""", "ResourceNotFound")]
    [InlineData("ModifySecurityGroupMode", """{"SecurityGroupId":"sg-zzzzzzzz","Mode":"WATCH"}""", "InvalidParameterValue")]
    [InlineData("ModifySecurityGroupMode", """{"SecurityGroupId":"sg-zzzzzzzz","Mode":""}""", "InvalidParameterValue")]
    [InlineData("ModifySecurityGroupMode", """{"SecurityGroupId":"sg-zzzzzzzz"}""", "MissingParameter")]
    [InlineData("ModifySecurityGroupMode", """{"Mode":"OBSERVE"}""", "MissingParameter")]
    [InlineData("DescribeSecurityGroupModes", """{"SecurityGroupIds":["sg-zzzzzzzz"]}""", "ResourceNotFound")]
    public async Task Bad_requests_are_refused(string action, string parameters, string code) => Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);

    private static string? Text(JsonNode? node, string name) => node![name]?.ToString();

    private Task<JsonNode> SetAsync(string group, string mode) =>
        _api.Call(TestApi.Extension, "ModifySecurityGroupMode", $$"""{"SecurityGroupId":"{{group}}","Mode":"{{mode}}"}""");

    private async Task<JsonNode> ExplainAsync(string source, int port) => (await _api.Call(
        TestApi.Extension, "ExplainTraffic", $$"""{"Source":"{{source}}","Destination":"{{_interface}}","Protocol":"tcp","Port":{{port}}}"""))["TrafficSet"]![0]!["HopSet"]![0]!;

    private async Task<string> GroupAsync(string name, string rules)
    {
        string id = (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", $$"""{"GroupName":"{{name}}","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Ingress":[{{{rules}}}]}}""");
        return id;
    }
}
