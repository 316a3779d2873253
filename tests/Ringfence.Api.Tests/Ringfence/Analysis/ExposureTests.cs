using System.Text.Json.Nodes;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>What the outside reaches, and what can be done about it.</summary>
public sealed class ExposureTests : Deployment
{
    [Fact]
    public async Task What_the_outside_reaches_is_told_worst_first()
    {
        var exposure = Assert.Single((await Api.Call(TestApi.Extension, "AnalyzeExposure", "{}"))["ExposureSet"]!.AsArray())!;
        Assert.Equal(("CRITICAL", "tcp:22,80", 1), (exposure["Severity"]!.ToString(), exposure["Services"]!.ToString(), (int)exposure["InterfaceCount"]!));
    }

    [Fact]
    public async Task A_proposed_fix_can_be_made_as_it_is_and_then_nothing_worse_than_public_services_is_open()
    {
        await Rules("web", "Ingress", """{"Protocol":"ALL","Port":"ALL","Ipv6CidrBlock":"::/0","Action":"ACCEPT"},{"Protocol":"TCP","Port":"9999","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}""");
        long before = Api.Plane.World.Revision;
        int fixes = 0;
        while ((await Exposed()).FirstOrDefault(found => found!["Fix"] is not null) is { } worst)
        {
            string call = $$$"""{"Changes":[{{{worst["Fix"]}}}]}""";
            Assert.False((bool)(await Compare(call))["NoEffect"]!);
            await Api.Call(worst["Fix"]!["Version"]!.ToString(), worst["Fix"]!["Action"]!.ToString(), worst["Fix"]!["Parameters"]!.ToJsonString());
            Assert.True(++fixes <= 3);
        }

        Assert.Equal(3, fixes);
        Assert.Equal(["LOW tcp:80"], (await Exposed()).Select(found => $"{found!["Severity"]} {found["Services"]}"));
        var trend = (await Api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":3}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, before + 1, before + 3], trend.Select(point => (long)point!["Revision"]!));
        Assert.Equal([(2, 1), (1, 1), (0, 0)], trend.Select(point => ((int)point!["Critical"]!, (int)point["Medium"]!)));

        // What two calls would make of it comes after what has been, though no revision is it.
        trend = (await Api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":3,"Changes":[{{{Opened("23")}}},{{{Opened("24")}}}]}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, before + 3, -1], trend.Select(point => (long)point!["Revision"]!));
        Assert.Equal(0, (int)trend[1]!["High"]! + (int)trend[1]!["Critical"]! + (int)trend[1]!["Medium"]!);
        Assert.NotEqual(0, (int)trend[2]!["High"]! + (int)trend[2]!["Critical"]! + (int)trend[2]!["Medium"]!);
        trend = (await Api.Call(TestApi.Extension, "AnalyzeExposure", $$$"""{"SinceRevision":{{{before}}},"TrendPoints":2,"Changes":[{{{Opened("23")}}}]}"""))["TrendSet"]!.AsArray();
        Assert.Equal([before, -1], trend.Select(point => (long)point!["Revision"]!));

        string Opened(string port) => $$$"""
            {"Action":"CreateSecurityGroupPolicies","Parameters":{"SecurityGroupId":"{{{Groups["web"]}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"{{{port}}}","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]} } }
            """;

        async Task<JsonArray> Exposed() => (await Api.Call(TestApi.Extension, "AnalyzeExposure", "{}"))["ExposureSet"]!.AsArray();
    }
}
