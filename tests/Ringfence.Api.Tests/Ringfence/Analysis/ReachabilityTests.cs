using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>Who reaches whom, and what of it has changed.</summary>
public sealed class ReachabilityTests : Deployment
{
    [Fact]
    public async Task Who_reaches_whom_is_what_both_ends_accept()
    {
        var answer = await Api.Call(TestApi.Extension, "DescribeReachability", "{}");
        string[] pairs = [.. answer["ReachSet"]!.AsArray().Select(one => $"{one!["From"]!["SecurityGroupIds"]![0]} {one["To"]!["SecurityGroupIds"]![0]} {one["Services"]}")];
        Assert.Equal([$"{Groups["web"]} {Groups["app"]} tcp:8080", $"{Groups["app"]} {Groups["db"]} tcp:5432"], pairs.OrderByDescending(pair => pair.EndsWith("8080", StringComparison.Ordinal)));
        var from = await Api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"From":["{{{Instances["app"]}}}"]}""");
        Assert.Equal(1, (int)from["TotalCount"]!);
    }

    [Fact]
    public async Task What_has_changed_in_reach_since_a_revision_is_told()
    {
        long before = Api.Plane.World.Revision;
        await Rules("web", "Egress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.3","Action":"ACCEPT"}""");
        await Api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", $$$"""
            {"SecurityGroupId":"{{{Groups["db"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"5432-5433","CidrBlock":"10.0.0.1","Action":"ACCEPT"}]}}
            """);
        await Api.Call(TestApi.Extension, "DeregisterInstances", $$$"""{"InstanceIds":["{{{Instances["app"]}}}"]}""");
        var answer = await Api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"SinceRevision":{{{before}}}}""");
        string[] changes = [.. answer["ChangeSet"]!.AsArray().Select(change => $"{Names(change!["From"]!)} {Names(change["To"]!)} +{change["Opened"]} -{change["Closed"]}").Order()];
        Assert.Equal(["app db + -tcp:5432", "web app + -tcp:8080", "web db +tcp:5432 -"], changes);
        Assert.Equal(3, (int)answer["ChangeCount"]!);

        string Names(JsonNode side) => string.Join(' ', side["SecurityGroupIds"]!.AsArray().Select(id => Groups.Single(group => group.Value == id!.ToString()).Key));
    }

    [Fact]
    public async Task Only_the_interfaces_that_are_asked_about_are_in_the_answer_though_others_are_like_them()
    {
        await Api.Call(TestApi.Extension, "RegisterInstances", $$$"""
            {"Instances":[{"InstanceName":"web-2","SecurityGroupIds":["{{{Groups["web"]}}}"],"NetworkInterfaces":[{"Device":"veth9","PrivateIpAddresses":["10.0.0.9"]}]}]}
            """);
        var all = (await Api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"To":["{{{Instances["app"]}}}"]}"""))["ReachSet"]!.AsArray();
        var asked = (await Api.Call(TestApi.Extension, "DescribeReachability", $$$"""{"From":["{{{Instances["web"]}}}"],"To":["{{{Groups["app"]}}}"]}"""))["ReachSet"]!.AsArray();
        Assert.Equal((2, 1), ((int)Assert.Single(all)!["From"]!["InterfaceCount"]!, (int)Assert.Single(asked)!["From"]!["InterfaceCount"]!));
        Assert.Equal(Api.Plane.World.Instances[Instances["web"]].InterfaceIds[0], Assert.Single(asked[0]!["From"]!["NetworkInterfaceIds"]!.AsArray())!.ToString());
    }
}
