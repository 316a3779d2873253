using System.Text.Json.Nodes;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>What a change does, to packets, interfaces and live conversations.</summary>
public sealed class ComparisonTests : Deployment
{
    [Fact]
    public async Task A_proposed_change_is_compared_and_not_made()
    {
        long revision = Api.Plane.World.Revision;
        var answer = await Compare($$$"""
            {"Changes":[{"Action":"ReplaceSecurityGroupPolicy","Parameters":{"SecurityGroupId":"{{{Groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"80,443","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}] } } }]}
            """);
        Assert.False((bool)answer["NoEffect"]!);
        var effect = Assert.Single(answer["EffectSet"]!.AsArray())!;
        Assert.Equal("tcp:443", Assert.Single(effect["Opened"]!.AsArray())!["Services"]!.ToString());
        Assert.Equal("tcp:22", Assert.Single(effect["Cut"]!.AsArray())!["Services"]!.ToString());
        Assert.Equal(revision, Api.Plane.World.Revision);
    }

    [Fact]
    public async Task A_change_that_no_packet_notices_has_no_effect_and_a_binding_has()
    {
        var none = await Compare($$$"""
            {"Changes":[{"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{Groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":1,"Protocol":"TCP","Port":"80","CidrBlock":"10.0.0.0/8","Action":"DROP"}] } } }]}
            """);
        Assert.True((bool)none["NoEffect"]!);
        var binding = await Compare($$$"""{"Changes":[{"Action":"AssociateSecurityGroups","Parameters":{"SecurityGroupIds":["{{{Groups["app"]}}}"],"InstanceIds":["{{{Instances["db"]}}}"]}}]}""");
        // db would take in what app does, and be a member of it: web may send to it, and db's own rule for members of app now has db itself.
        Assert.Equal(2, (int)binding["InterfaceCount"]!);
    }

    [Fact]
    public async Task Revisions_are_compared_in_either_direction()
    {
        long before = Api.Plane.World.Revision;
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
        Assert.Equal(code, (await Api.Refused(TestApi.Extension, "CompareSecurityGroupPolicies", parameters)).Code);

    [Fact]
    public async Task Conversations_that_a_change_would_cut_are_told_and_no_others()
    {
        Observed.Flows =
        [
            Flow("web", Direction.Ingress, "10.0.0.1", 22, "192.0.2.7", 40001), Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 22),
            Flow("web", Direction.Egress, "10.0.0.1", 22, "10.0.0.2", 8080), Flow("app", Direction.Ingress, "10.0.0.2", 22, "192.0.2.7", 40001),
        ];
        string change = $$$"""
            {"Changes":[{"Action":"ReplaceSecurityGroupPolicy","Parameters":{"SecurityGroupId":"{{{Groups["web"]}}}","SecurityGroupPolicySet":
              {"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"80","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}] } } }]}
            """;
        var flows = (await Compare(change))["LiveFlows"]!;
        Assert.Equal(("22", 1, "web"), (Assert.Single(flows["FlowSet"]!.AsArray())!["LocalPort"]!.ToString(), (int)flows["TotalCount"]!, NameOf(flows["FlowSet"]![0]!["InstanceId"]!.ToString())));
        Assert.Empty(flows["UnreachableHosts"]!.AsArray());
        Observed.Flows = [.. Observed.Flows.Select(static flow => flow with { IsClosing = flow.LocalPort == 22 })];
        Assert.Equal(0, (int)(await Compare(change))["LiveFlows"]!["TotalCount"]!);

        // The way back from a rule under which a conversation began; and between two revisions of the past, about which nobody knows any.
        long before = Api.Plane.World.Revision;
        await Rules("web", "Ingress", """{"Protocol":"TCP","Port":"443","CidrBlock":"192.0.2.0/24","Action":"ACCEPT"}""");
        Observed.Flows = [.. Observed.Flows, Flow("web", Direction.Ingress, "10.0.0.1", 443, "192.0.2.7", 40002)];
        Assert.Equal("443", (await Compare($$$"""{"FromRevision":{{{before + 1}}},"ToRevision":{{{before}}}}"""))["LiveFlows"]!["FlowSet"]![0]!["LocalPort"]!.ToString());
        Assert.Null((await Compare($$$"""{"FromRevision":{{{before}}},"ToRevision":{{{before - 1}}}}"""))["LiveFlows"]);

        Observed.Host = "elsewhere";
        Assert.Equal("h1", Assert.Single((await Compare(change))["LiveFlows"]!["UnreachableHosts"]!.AsArray())!.ToString());
    }

    [Fact]
    public async Task Interfaces_that_come_and_go_are_told_as_such()
    {
        var gone = await Compare($$$"""{"Changes":[{"Action":"DeregisterInstances","Version":"2026-11-01","Parameters":{"InstanceIds":["{{{Instances["web"]}}}"]} }]}""");
        Assert.Equal(Api.Plane.World.Instances[Instances["web"]].InterfaceIds, gone["LeavingInterfaceIds"]!.AsArray().Select(id => id!.ToString()));
        Assert.Equal((0, 2), ((int)gone["EnteringInterfaceCount"]!, (int)gone["InterfaceCount"]!));
        var come = await Compare("""{"Changes":[{"Action":"RegisterInstances","Version":"2026-11-01","Parameters":{"Instances":[{"InstanceName":"new","NetworkInterfaces":[{"Device":"vethn","PrivateIpAddresses":["10.0.9.9"]}]}]}}]}""");
        Assert.Equal((1, false), ((int)come["EnteringInterfaceCount"]!, (bool)come["NoEffect"]!));
    }

    [Fact]
    public async Task An_interface_that_moves_is_compared_with_what_it_was_and_its_conversations_end()
    {
        Observed.Flows = [Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 40001), Flow("app", Direction.Ingress, "10.0.0.2", 8080, "10.0.0.1", 40001)];
        var moved = await Compare(Registered("web", $$$""" "Host":"h2","SecurityGroupIds":["{{{Groups["db"]}}}"] """));
        Assert.False((bool)moved["NoEffect"]!);
        Assert.Contains("INGRESS tcp:22,80", moved["EffectSet"]!.AsArray().SelectMany(effect => effect!["Cut"]!.AsArray().Select(row => $"{effect["Direction"]} {row!["Services"]}")));
        var altered = Assert.Single(moved["AlteredInterfaceSet"]!.AsArray())!;
        Assert.Equal(("[\"HOST\"]", Api.Plane.World.Instances[Instances["web"]].InterfaceIds[0]), (altered["Altered"]!.ToJsonString(), altered["NetworkInterfaceId"]!.ToString()));
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
        Observed.Flows = [Flow("web", Direction.Ingress, "10.0.0.1", 80, "192.0.2.7", 40001)];
        var answer = await Compare(Registered("web", $$$""" "NetworkInterfaces":[{"Device":"veth1",{{{edit}}}}] """));
        Assert.False((bool)answer["NoEffect"]!);
        var one = Assert.Single(answer["AlteredInterfaceSet"]!.AsArray())!;
        Assert.Equal(altered, string.Join(' ', one["Altered"]!.AsArray().Select(part => part!.ToString())));
        Assert.Equal((1, !edit.Contains("false", StringComparison.Ordinal)), ((int)answer["AlteredInterfaceCount"]!, (bool)one["SourceCheck"]!));
        Assert.Equal(cut, (int)answer["LiveFlows"]!["TotalCount"]!);
    }
}
