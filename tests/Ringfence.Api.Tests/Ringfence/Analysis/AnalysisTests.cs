using System.Text.Json.Nodes;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Observation;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>Questions about a small deployment that was made through the API: web may reach app on 8080, app may reach db on 5432, the world may reach web on 80 and, by mistake, 22.</summary>
public sealed class AnalysisTests : IAsyncLifetime
{
    private readonly Observed _observed = new();
    private readonly TestApi _api;
    private readonly Dictionary<string, string> _groups = [];
    private readonly Dictionary<string, string> _instances = [];

    public AnalysisTests() => _api = new TestApi(World.Empty, new ActionOptions { DefaultHost = "h1", Flows = _observed, RuleHits = _observed, TimeProvider = _observed });

    public async ValueTask InitializeAsync()
    {
        foreach (string name in new[] { "web", "app", "db" })
            _groups[name] = (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", $$$"""{"GroupName":"{{{name}}}","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();
        await Rules("web", "Ingress", """{"Protocol":"TCP","Port":"22,80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        await Rules("web", "Egress", $$$"""{"Protocol":"TCP","Port":"8080","SecurityGroupId":"{{{_groups["app"]}}}","Action":"ACCEPT"}""");
        await Rules("app", "Ingress", $$$"""{"Protocol":"TCP","Port":"8080","SecurityGroupId":"{{{_groups["web"]}}}","Action":"ACCEPT"}""");
        await Rules("app", "Egress", $$$"""{"Protocol":"TCP","Port":"5432","SecurityGroupId":"{{{_groups["db"]}}}","Action":"ACCEPT"}""");
        await Rules("db", "Ingress", $$$"""{"Protocol":"ALL","Port":"ALL","CidrBlock":"10.0.0.1","Action":"DROP"},{"Protocol":"TCP","Port":"5432","SecurityGroupId":"{{{_groups["app"]}}}","Action":"ACCEPT"}""");
        int host = 0;
        foreach (string name in new[] { "web", "app", "db" })
        {
            host++;
            var answer = await _api.Call(TestApi.Extension, "RegisterInstances", $$$"""
                {"Instances":[{"InstanceName":"{{{name}}}","SecurityGroupIds":["{{{_groups[name]}}}"],"NetworkInterfaces":[{"Device":"veth{{{host}}}","PrivateIpAddresses":["10.0.0.{{{host}}}"]}]}]}
                """);
            _instances[name] = answer["InstanceSet"]![0]!["InstanceId"]!.ToString();
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Traffic_that_passes_is_explained_at_both_ends_by_the_rules_that_pass_it()
    {
        var traffic = (await Explain("web", "app", "tcp", 8080))["TrafficSet"]![0]!;
        Assert.Equal("ACCEPT", traffic["Verdict"]!.ToString());
        Assert.Equal(["EGRESS", "INGRESS"], traffic["HopSet"]!.AsArray().Select(hop => hop!["Direction"]!.ToString()));
        Assert.Equal([_groups["web"], _groups["app"]], traffic["HopSet"]!.AsArray().Select(hop => hop!["DecidingRule"]!["SecurityGroupId"]!.ToString()));
    }

    [Fact]
    public async Task Traffic_that_is_dropped_names_every_blocker_and_an_edit_that_lets_it_through()
    {
        await Rules("web", "Egress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.3","Action":"ACCEPT"}""");
        var traffic = (await Explain("web", "db", "tcp", 5432))["TrafficSet"]![0]!;
        Assert.Equal("DROP", traffic["Verdict"]!.ToString());
        var hop = traffic["HopSet"]![1]!;
        Assert.Equal(("RULE", 0), (hop["Reason"]!.ToString(), (int)hop["DecidingRule"]!["PolicyIndex"]!));
        Assert.Single(hop["BlockerSet"]!.AsArray());
        var edit = hop["SuggestedEdit"]!;
        Assert.Equal("INSERT", edit["Kind"]!.ToString());

        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""
            {"SecurityGroupId":"{{{edit["SecurityGroupId"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":{{{edit["PolicyIndex"]}}},"Protocol":"{{{edit["Protocol"]}}}",
             "Port":"{{{edit["Port"]}}}","CidrBlock":"{{{edit["CidrBlock"]}}}","Action":"{{{edit["Action"]}}}"}]}}
            """);
        Assert.Equal("ACCEPT", (await Explain("web", "db", "tcp", 5432))["TrafficSet"]![0]!["Verdict"]!.ToString());
    }

    [Fact]
    public async Task Rules_that_did_not_match_say_why_and_the_past_can_be_asked()
    {
        long before = _api.Plane.World.Revision;
        await Rules("db", "Ingress", """{"PolicyIndex":0,"Protocol":"UDP","Port":"ALL","CidrBlock":"10.0.0.2","Action":"ACCEPT"}""");
        var hop = (await Explain("app", "db", "tcp", 5432))["TrafficSet"]![0]!["HopSet"]![1]!;
        Assert.Equal(["PROTOCOL"], hop["PassedOverSet"]![0]!["Reasons"]!.AsArray().Select(reason => reason!.ToString()));
        Assert.Equal(["ADDRESS"], hop["PassedOverSet"]![1]!["Reasons"]!.AsArray().Select(reason => reason!.ToString()));
        var past = await _api.Call(TestApi.Extension, "ExplainTraffic", $$$"""{"Source":"10.0.0.2","Destination":"{{{_instances["db"]}}}","Protocol":"tcp","Port":5432,"Revision":{{{before}}}}""");
        Assert.Single(past["TrafficSet"]![0]!["HopSet"]![1]!["PassedOverSet"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"Source":"10.0.0.1","Destination":"nobody","Protocol":"tcp","Port":80}""", "ResourceNotFound")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"tcp"}""", "MissingParameter")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"carrier pigeon"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"::1","Protocol":"icmp"}""", "InvalidParameterValue")]
    [InlineData("""{"Source":"10.0.0.1","Destination":"10.0.0.2","Protocol":"icmp","Revision":999}""", "ResourceNotFound")]
    public async Task Bad_questions_are_refused(string parameters, string code) => Assert.Equal(code, (await _api.Refused(TestApi.Extension, "ExplainTraffic", parameters)).Code);

    [Fact]
    public async Task A_proposed_change_is_compared_and_not_made()
    {
        long revision = _api.Plane.World.Revision;
        var answer = await Compare($$$"""
            {"Changes":[{"Action":"ReplaceSecurityGroupPolicy","Parameters":{"SecurityGroupId":"{{{_groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"80,443","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}] } } }]}
            """);
        Assert.False((bool)answer["NoEffect"]!);
        var effect = Assert.Single(answer["EffectSet"]!.AsArray())!;
        Assert.Equal("tcp:443", Assert.Single(effect["Opened"]!.AsArray())!["Services"]!.ToString());
        Assert.Equal("tcp:22", Assert.Single(effect["Cut"]!.AsArray())!["Services"]!.ToString());
        Assert.Equal(revision, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task A_change_that_no_packet_notices_has_no_effect_and_a_binding_has()
    {
        var none = await Compare($$$"""
            {"Changes":[{"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{_groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":1,"Protocol":"TCP","Port":"80","CidrBlock":"10.0.0.0/8","Action":"DROP"}] } } }]}
            """);
        Assert.True((bool)none["NoEffect"]!);
        var binding = await Compare($$$"""{"Changes":[{"Action":"AssociateSecurityGroups","Parameters":{"SecurityGroupIds":["{{{_groups["app"]}}}"],"InstanceIds":["{{{_instances["db"]}}}"]}}]}""");
        // db would take in what app does, and be a member of it: web may send to it, and db's own rule for members of app now has db itself.
        Assert.Equal(2, (int)binding["InterfaceCount"]!);
    }

    [Fact]
    public async Task Revisions_are_compared_in_either_direction()
    {
        long before = _api.Plane.World.Revision;
        await Rules("db", "Ingress", """{"PolicyIndex":0,"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.9.0/24","Action":"ACCEPT"}""");
        var forth = await Compare($$$"""{"FromRevision":{{{before}}}}""");
        var back = await Compare($$$"""{"FromRevision":{{{before + 1}}},"ToRevision":{{{before}}}}""");
        Assert.Equal("10.0.9.0/24", forth["EffectSet"]![0]!["Opened"]![0]!["Addresses"]![0]!.ToString());
        Assert.True(JsonNode.DeepEquals(forth["EffectSet"]![0]!["Opened"], back["EffectSet"]![0]!["Cut"]));
    }

    [Theory]
    [InlineData("""{"Changes":[{"Action":"DescribeSecurityGroups"}]}""", "InvalidParameterValue")]
    [InlineData("""{"Changes":[{"Action":"CreateAccessKey","Version":"2026-11-01","Parameters":{"Role":"admin"}}]}""", "InvalidParameterValue")]
    [InlineData("""{"Changes":[{"Action":"DeleteSecurityGroup","Parameters":{"SecurityGroupId":"sg-none0000"}}]}""", "ResourceNotFound")]
    [InlineData("""{"Changes":[],"FromRevision":1}""", "InvalidParameter.Coexist")]
    [InlineData("{}", "MissingParameter")]
    public async Task What_cannot_be_compared_is_refused(string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, "CompareSecurityGroupPolicies", parameters)).Code);

    [Fact]
    public async Task Who_reaches_whom_is_what_both_ends_accept()
    {
        var answer = await _api.Call(TestApi.Extension, "DescribeReachability", "{}");
        string[] pairs = [.. answer["ReachSet"]!.AsArray().Select(one => $"{one!["From"]!["SecurityGroupIds"]![0]} {one["To"]!["SecurityGroupIds"]![0]} {one["Services"]}")];
        Assert.Equal([$"{_groups["web"]} {_groups["app"]} tcp:8080", $"{_groups["app"]} {_groups["db"]} tcp:5432"], pairs.OrderByDescending(pair => pair.EndsWith("8080", StringComparison.Ordinal)));
        var from = await _api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"From":["{{{_instances["app"]}}}"]}""");
        Assert.Equal(1, (int)from["TotalCount"]!);
    }

    [Fact]
    public async Task What_the_outside_reaches_is_told_worst_first()
    {
        var exposure = Assert.Single((await _api.Call(TestApi.Extension, "AnalyzeExposure", "{}"))["ExposureSet"]!.AsArray())!;
        Assert.Equal(("CRITICAL", "tcp:22,80", 1), (exposure["Severity"]!.ToString(), exposure["Services"]!.ToString(), (int)exposure["InterfaceCount"]!));
    }

    [Fact]
    public async Task Rules_that_can_never_match_and_groups_that_nobody_uses_are_found()
    {
        await Rules("db", "Ingress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.1","Action":"ACCEPT"}""");
        await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"idle","GroupDescription":""}""");
        var findings = (await _api.Call(TestApi.Extension, "LintSecurityGroups", "{}"))["FindingSet"]!.AsArray();
        Assert.Equal(["SHADOWED_CONTRADICTED", "UNUSED_GROUP"], findings.Select(finding => finding!["Kind"]!.ToString()));
        Assert.Equal(0, (int)Assert.Single(findings[0]!["OtherRules"]!.AsArray())!["PolicyIndex"]!);
        Assert.Empty((await _api.Call(TestApi.Extension, "LintSecurityGroups", $$$"""{"SecurityGroupIds":["{{{_groups["web"]}}}"]}"""))["FindingSet"]!.AsArray());
    }

    [Fact]
    public async Task An_effective_policy_is_the_rules_in_order_and_exactly_what_they_accept()
    {
        await _api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$$"""{"SecurityGroupIds":["{{{_groups["db"]}}}"],"InstanceIds":["{{{_instances["app"]}}}"]}""");
        string id = _api.Plane.World.Instances[_instances["app"]].InterfaceIds[0];
        var policy = await _api.Call(TestApi.Extension, "DescribeEffectivePolicy", $$$"""{"NetworkInterfaceId":"{{{id}}}"}""");
        Assert.Equal([_groups["app"], _groups["db"], _groups["db"]], policy["Ingress"]!.AsArray().Select(rule => rule!["SecurityGroupId"]!.ToString()));
        Assert.Equal(["10.0.0.1/32 tcp:8080", "10.0.0.2/32 tcp:5432"], policy["IngressAccepted"]!.AsArray().Select(row => $"{row!["Addresses"]![0]} {row["Services"]}"));
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Extension, "DescribeEffectivePolicy", """{"NetworkInterfaceId":"eni-none0000"}""")).Code);
    }

    [Fact]
    public async Task Traffic_is_explained_as_proposed_changes_would_have_it()
    {
        string question = $$$"""
            {"Source":"{{{_instances["web"]}}}","Destination":"{{{_instances["app"]}}}","Protocol":"tcp","Port":9090,"Changes":[
              {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{_groups["web"]}}}","SecurityGroupPolicySet":{"Egress":[{"Protocol":"TCP","Port":"9090","CidrBlock":"10.0.0.2","Action":"ACCEPT"}]} } },
              {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{_groups["app"]}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"9090","CidrBlock":"10.0.0.1","Action":"ACCEPT"}]} } }]}
            """;
        var answer = await _api.Call(TestApi.Extension, "ExplainTraffic", question);
        Assert.Equal(("ACCEPT", -1), (answer["TrafficSet"]![0]!["Verdict"]!.ToString(), (int)answer["Revision"]!));
        Assert.Equal("DROP", (await Explain("web", "app", "tcp", 9090))["TrafficSet"]![0]!["Verdict"]!.ToString());
        Assert.Equal("InvalidParameter.Coexist", (await _api.Refused(TestApi.Extension, "ExplainTraffic", question.Replace("\"Port\":9090,\"Changes\"", "\"Port\":9090,\"Revision\":1,\"Changes\"", StringComparison.Ordinal))).Code);
    }

    [Fact]
    public async Task Conversations_that_a_change_would_cut_are_told_and_no_others()
    {
        _observed.Flows =
        [
            Flow("web", Direction.Ingress, "10.0.0.1", 22, "192.0.2.7", 40001), Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 22),
            Flow("web", Direction.Egress, "10.0.0.1", 22, "10.0.0.2", 8080), Flow("app", Direction.Ingress, "10.0.0.2", 22, "192.0.2.7", 40001),
        ];
        string change = $$$"""
            {"Changes":[{"Action":"ReplaceSecurityGroupPolicy","Parameters":{"SecurityGroupId":"{{{_groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}] } } }]}
            """;
        var flows = (await Compare(change))["LiveFlows"]!;
        Assert.Equal(("22", 1, "web"), (Assert.Single(flows["FlowSet"]!.AsArray())!["LocalPort"]!.ToString(), (int)flows["TotalCount"]!, NameOf(flows["FlowSet"]![0]!["InstanceId"]!.ToString())));
        Assert.Empty(flows["UnreachableHosts"]!.AsArray());

        // The way back from a rule under which a conversation began; and between two revisions of the past, about which nobody knows any.
        long before = _api.Plane.World.Revision;
        await Rules("web", "Ingress", """{"Protocol":"TCP","Port":"443","CidrBlock":"192.0.2.0/24","Action":"ACCEPT"}""");
        _observed.Flows = [.. _observed.Flows, Flow("web", Direction.Ingress, "10.0.0.1", 443, "192.0.2.7", 40002)];
        Assert.Equal("443", (await Compare($$$"""{"FromRevision":{{{before + 1}}},"ToRevision":{{{before}}}}"""))["LiveFlows"]!["FlowSet"]![0]!["LocalPort"]!.ToString());
        Assert.Null((await Compare($$$"""{"FromRevision":{{{before}}},"ToRevision":{{{before - 1}}}}"""))["LiveFlows"]);

        _observed.Host = "elsewhere";
        Assert.Equal("h1", Assert.Single((await Compare(change))["LiveFlows"]!["UnreachableHosts"]!.AsArray())!.ToString());
    }

    [Fact]
    public async Task Interfaces_that_come_and_go_are_told_as_such()
    {
        var gone = await Compare($$$"""{"Changes":[{"Action":"DeregisterInstances","Version":"2026-11-01","Parameters":{"InstanceIds":["{{{_instances["web"]}}}"]} }]}""");
        Assert.Equal(_api.Plane.World.Instances[_instances["web"]].InterfaceIds, gone["LeavingInterfaceIds"]!.AsArray().Select(id => id!.ToString()));
        Assert.Equal((0, 2), ((int)gone["EnteringInterfaceCount"]!, (int)gone["InterfaceCount"]!));
        var come = await Compare("""{"Changes":[{"Action":"RegisterInstances","Version":"2026-11-01","Parameters":{"Instances":[{"InstanceName":"new","NetworkInterfaces":[{"Device":"vethn","PrivateIpAddresses":["10.0.9.9"]}]}]}}]}""");
        Assert.Equal((1, false), ((int)come["EnteringInterfaceCount"]!, (bool)come["NoEffect"]!));
    }

    [Fact]
    public async Task An_interface_that_moves_is_compared_with_what_it_was_and_its_conversations_end()
    {
        _observed.Flows = [Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 40001), Flow("app", Direction.Ingress, "10.0.0.2", 8080, "10.0.0.1", 40001)];
        var moved = await Compare(Registered("web", $$$""" "Host":"h2","SecurityGroupIds":["{{{_groups["db"]}}}"] """));
        Assert.False((bool)moved["NoEffect"]!);
        Assert.Contains("INGRESS tcp:22,80", moved["EffectSet"]!.AsArray().SelectMany(effect => effect!["Cut"]!.AsArray().Select(row => $"{effect["Direction"]} {row!["Services"]}")));
        var altered = Assert.Single(moved["AlteredInterfaceSet"]!.AsArray())!;
        Assert.Equal(("[\"HOST\"]", _api.Plane.World.Instances[_instances["web"]].InterfaceIds[0]), (altered["Altered"]!.ToJsonString(), altered["NetworkInterfaceId"]!.ToString()));
        Assert.Contains("web", moved["LiveFlows"]!["FlowSet"]!.AsArray().Select(flow => NameOf(flow!["InstanceId"]!.ToString())));
    }

    [Theory]
    [InlineData(""" "SourceCheck":false """, "SOURCE_CHECK", 0)]
    [InlineData(""" "MacAddress":"02:00:00:00:00:01" """, "MAC_ADDRESS", 0)]
    [InlineData(""" "PrivateIpAddresses":["10.0.0.1","10.0.0.9"] """, "ADDRESSES", 0)]
    [InlineData(""" "PrivateIpAddresses":["10.0.0.9"] """, "ADDRESSES", 1)]
    [InlineData(""" "PrivateIpAddresses":["10.0.0.9"],"SourceCheck":false """, "ADDRESSES SOURCE_CHECK", 0)]
    [InlineData(""" "Role":"host" """, "ROLE", 1)]
    public async Task What_an_interface_may_send_from_is_an_effect_though_no_rule_changes(string edit, string altered, int cut)
    {
        _observed.Flows = [Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 40001)];
        var answer = await Compare(Registered("web", $$$""" "NetworkInterfaces":[{"Device":"veth1",{{{edit}}}}] """));
        Assert.False((bool)answer["NoEffect"]!);
        var one = Assert.Single(answer["AlteredInterfaceSet"]!.AsArray())!;
        Assert.Equal(altered, string.Join(' ', one["Altered"]!.AsArray().Select(part => part!.ToString())));
        Assert.Equal((1, !edit.Contains("false", StringComparison.Ordinal)), ((int)answer["AlteredInterfaceCount"]!, (bool)one["SourceCheck"]!));
        Assert.Equal(cut, (int)answer["LiveFlows"]!["TotalCount"]!);
    }

    [Fact]
    public async Task What_has_changed_in_reach_since_a_revision_is_told()
    {
        long before = _api.Plane.World.Revision;
        await Rules("web", "Egress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.3","Action":"ACCEPT"}""");
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", $$$"""
            {"SecurityGroupId":"{{{_groups["db"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"5432-5433","CidrBlock":"10.0.0.1","Action":"ACCEPT"}]}}
            """);
        await _api.Call(TestApi.Extension, "DeregisterInstances", $$$"""{"InstanceIds":["{{{_instances["app"]}}}"]}""");
        var answer = await _api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"SinceRevision":{{{before}}}}""");
        string[] changes = [.. answer["ChangeSet"]!.AsArray().Select(change => $"{Groups(change!["From"]!)} {Groups(change["To"]!)} +{change["Opened"]} -{change["Closed"]}").Order()];
        Assert.Equal(["app db + -tcp:5432", "web app + -tcp:8080", "web db +tcp:5432 -"], changes);
        Assert.Equal(3, (int)answer["ChangeCount"]!);

        string Groups(JsonNode side) => string.Join(' ', side["SecurityGroupIds"]!.AsArray().Select(id => _groups.Single(group => group.Value == id!.ToString()).Key));
    }

    [Fact]
    public async Task A_proposed_fix_can_be_made_as_it_is_and_then_nothing_worse_than_public_services_is_open()
    {
        await Rules("web", "Ingress", """{"Protocol":"ALL","Port":"ALL","Ipv6CidrBlock":"::/0","Action":"ACCEPT"},{"Protocol":"TCP","Port":"9999","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        long before = _api.Plane.World.Revision;
        int fixes = 0;
        while ((await Exposed()).FirstOrDefault(found => found!["Fix"] is not null) is { } worst)
        {
            string call = $$$"""{"Changes":[{{{worst["Fix"]}}}]}""";
            Assert.False((bool)(await Compare(call))["NoEffect"]!);
            await _api.Call(worst["Fix"]!["Version"]!.ToString(), worst["Fix"]!["Action"]!.ToString(), worst["Fix"]!["Parameters"]!.ToJsonString());
            Assert.True(++fixes <= 3);
        }

        Assert.Equal(3, fixes);
        Assert.Equal(["LOW tcp:80"], (await Exposed()).Select(found => $"{found!["Severity"]} {found["Services"]}"));
        var trend = (await _api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":3}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, before + 1, before + 3], trend.Select(point => (long)point!["Revision"]!));
        Assert.Equal([(2, 1), (1, 1), (0, 0)], trend.Select(point => ((int)point!["Critical"]!, (int)point["Medium"]!)));

        // What two calls would make of it comes after what has been, though no revision is it.
        trend = (await _api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":3,"Changes":[{{{Opened("23")}}},{{{Opened("24")}}}]}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, before + 3, -1], trend.Select(point => (long)point!["Revision"]!));
        Assert.Equal(0, (int)trend[1]!["High"]! + (int)trend[1]!["Critical"]! + (int)trend[1]!["Medium"]!);
        Assert.NotEqual(0, (int)trend[2]!["High"]! + (int)trend[2]!["Critical"]! + (int)trend[2]!["Medium"]!);
        trend = (await _api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":2,"Changes":[{{{Opened("23")}}}]}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, -1], trend.Select(point => (long)point!["Revision"]!));

        string Opened(string port) => $$$"""
            {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{_groups["web"]}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"{{{port}}}","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]} } }
            """;

        async Task<JsonArray> Exposed() => (await _api.Call(TestApi.Extension, "AnalyzeExposure", "{}"))["ExposureSet"]!.AsArray();
    }

    [Fact]
    public async Task Rules_that_nobody_has_hit_for_the_whole_window_are_told_with_when_counting_began()
    {
        var world = _api.Plane.World;
        var counts = new[] { "web", "app", "db" }.SelectMany(name => world.Groups[_groups[name]].Ingress.Concat(world.Groups[_groups[name]].Egress)).ToDictionary(rule => rule.Rule.Id, _ => new HitCount(1, 1, 1));
        counts.Remove(world.Groups[_groups["db"]].Ingress[0].Rule.Id);
        _observed.Hits = new ObservedHits(TestWorld.Epoch.AddHours(1), false, counts);
        _observed.Now = TestWorld.Epoch.AddHours(11);
        var found = Assert.Single(await Unhit(10))!;
        Assert.Equal((_groups["db"], 0), (found["Rule"]!["SecurityGroupId"]!.ToString(), (int)found["Rule"]!["PolicyIndex"]!));
        Assert.Equal(WireClock.IsoMilliseconds(TestWorld.Epoch.AddHours(1)), found["CountedSince"]!.ToString());
        Assert.Empty(await Unhit(11));

        // A rule that was written later counts from then, and one that a silent host enforces is not judged.
        _api.Plane.Now = TestWorld.Epoch.AddHours(5);
        await _api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", $$$"""
            {"SecurityGroupId":"{{{_groups["db"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"1","CidrBlock":"10.0.0.1","Action":"DROP"}]}}
            """);
        Assert.Empty(await Unhit(7));
        Assert.Single(await Unhit(6));
        _observed.Host = "elsewhere";
        Assert.Empty(await Unhit(0));

        async Task<JsonNode?[]> Unhit(int hours) =>
            [.. (await _api.Call(TestApi.Extension, "LintSecurityGroups", $$$"""{"UnhitHours":{{{hours}}}}"""))["FindingSet"]!.AsArray().Where(one => one!["Kind"]!.ToString() == "UNHIT")];
    }

    [Fact]
    public async Task All_that_decides_in_a_network_is_given_with_groups_and_templates_resolved_and_nothing_of_other_accounts()
    {
        string template = (await _api.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"offices","Addresses":["192.0.2.1-192.0.2.9","198.51.100.0/24"]}"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();
        await Rules("web", "Ingress", $$$"""{"Protocol":"UDP","Port":"53","AddressTemplate":{"AddressId":"{{{template}}}"},"Action":"ACCEPT"}""");
        _api.Scope = TestWorld.OtherAccount;
        await _api.Call(TestApi.Extension, "RegisterInstances", """{"Instances":[{"InstanceName":"foreign","NetworkInterfaces":[{"Device":"vethf","PrivateIpAddresses":["10.0.0.77"]}]}]}""");
        _api.Scope = TestWorld.Home;
        var host = Assert.Single((await _api.Call(TestApi.Extension, "ExportEffectivePolicies", "{}"))["HostSet"]!.AsArray())!;
        Assert.Equal(("h1", 3), (host["Host"]!.ToString(), host["InterfaceSet"]!.AsArray().Count));
        Assert.DoesNotContain("10.0.0.77", host.ToJsonString(), StringComparison.Ordinal);

        var web = host["RuleListSet"]!.AsArray().Single(list => list!["SecurityGroupId"]!.ToString() == _groups["web"] && list["Direction"]!.ToString() == "INGRESS")!;
        var rule = web["RuleSet"]!.AsArray().Single(one => one!["Services"]![0]!.ToString() == "udp:53")!;
        Assert.Equal(["192.0.2.1-192.0.2.9", "198.51.100.0/24"], rule["Addresses"]!.AsArray().Select(address => address!.ToString()));
        var app = host["RuleListSet"]!.AsArray().Single(list => list!["SecurityGroupId"]!.ToString() == _groups["app"] && list["Direction"]!.ToString() == "INGRESS")!;
        string set = app["RuleSet"]![0]!["AddressSetId"]!.ToString();
        Assert.Equal("10.0.0.1", Assert.Single(host["AddressSetSet"]!.AsArray().Single(one => one!["Id"]!.ToString() == set)!["Addresses"]!.AsArray())!.ToString());
        Assert.Empty((await _api.Call(TestApi.Extension, "ExportEffectivePolicies", """{"VpcId":"vpc-elsewher"}"""))["HostSet"]!.AsArray());
    }

    private string NameOf(string instanceId) => _instances.Single(one => one.Value == instanceId).Key;

    private ObservedFlow Flow(string name, Direction opened, string local, ushort localPort, string remote, ushort remotePort) => new(
        _api.Plane.World.Instances[_instances[name]].InterfaceIds[0], opened, IpProtocol.Tcp, IpAddress.Parse(local), localPort, IpAddress.Parse(remote), remotePort, "TcpEstablished", null, null, null, null, true);

    private string Registered(string name, string edit) =>
        $$$"""{"Changes":[{"Action":"RegisterInstances","Version":"2026-11-01","Parameters":{"Instances":[{"InstanceId":"{{{_instances[name]}}}",{{{edit}}}}]} }]}""";

    private Task Rules(string group, string direction, string rules) =>
        _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{_groups[group]}}}","SecurityGroupPolicySet":{"{{{direction}}}":[{{{rules}}}]}}""");

    private Task<JsonNode> Explain(string source, string destination, string protocol, int port) => _api.Call(
        TestApi.Extension, "ExplainTraffic", $$$"""{"Source":"{{{_instances[source]}}}","Destination":"{{{_instances[destination]}}}","Protocol":"{{{protocol}}}","Port":{{{port}}}}""");

    private Task<JsonNode> Compare(string parameters) => _api.Call(TestApi.Extension, "CompareSecurityGroupPolicies", parameters);

    /// <summary>A host whose kernel says what the test says.</summary>
    private sealed class Observed : TimeProvider, IFlowSource, IRuleHitSource
    {
        public string Host { get; set; } = "h1";

        public ObservedFlow[] Flows { get; set; } = [];

        public ObservedHits? Hits { get; set; }

        public DateTimeOffset Now { get; set; } = TestWorld.Epoch;

        public IAsyncEnumerable<ObservedFlow>? Read(string host, CancellationToken cancellationToken) => host == Host ? Flows.ToAsyncEnumerable() : null;

        public ValueTask<ObservedHits?> ReadAsync(string host, IReadOnlyCollection<RuleId> rules) => new(host == Host ? Hits : null);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
