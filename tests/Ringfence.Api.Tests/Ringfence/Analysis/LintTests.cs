using System.Text.Json.Nodes;
using Ringfence.Api.Mapping;
using Ringfence.Control.HostQueries;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>What is wrong with rules, by themselves and by what hosts count.</summary>
public sealed class LintTests : Deployment
{
    [Fact]
    public async Task Rules_that_can_never_match_andGroups_that_nobody_uses_are_found()
    {
        await Rules("db", "Ingress", """{"Protocol":"TCP","Port":"5432","CidrBlock":"10.0.0.1","Action":"ACCEPT"}""");
        await Api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"idle","GroupDescription":""}""");
        var findings = (await Api.Call(TestApi.Extension, "LintSecurityGroups", "{}"))["FindingSet"]!.AsArray();
        Assert.Equal(["SHADOWED_CONTRADICTED", "UNUSED_GROUP"], findings.Select(finding => finding!["Kind"]!.ToString()));
        Assert.Equal(0, (int)Assert.Single(findings[0]!["OtherRules"]!.AsArray())!["PolicyIndex"]!);
        Assert.Empty((await Api.Call(TestApi.Extension, "LintSecurityGroups", $$$"""{"SecurityGroupIds":["{{{Groups["web"]}}}"]}"""))["FindingSet"]!.AsArray());
    }

    [Fact]
    public async Task Rules_that_nobody_has_hit_for_the_whole_window_are_told_with_when_counting_began()
    {
        var world = Api.Plane.World;
        var counts = new[] { "web", "app", "db" }.SelectMany(name => world.Groups[Groups[name]].Ingress.Concat(world.Groups[Groups[name]].Egress)).ToDictionary(rule => rule.Rule.Id, _ => new HitCount(1, 1, 1));
        counts.Remove(world.Groups[Groups["db"]].Ingress[0].Rule.Id);
        Observed.Hits = new ObservedHits(TestWorld.Epoch.AddHours(1), false, counts);
        Observed.Now = TestWorld.Epoch.AddHours(11);
        var found = Assert.Single(await Unhit(10))!;
        Assert.Equal((Groups["db"], 0), (found["Rule"]!["SecurityGroupId"]!.ToString(), (int)found["Rule"]!["PolicyIndex"]!));
        Assert.Equal(WireClock.IsoMilliseconds(TestWorld.Epoch.AddHours(1)), found["CountedSince"]!.ToString());
        Assert.Empty(await Unhit(11));

        // A rule that was written later counts from then, and one that a silent host enforces is not judged.
        Api.Plane.Now = TestWorld.Epoch.AddHours(5);
        await Api.Call(TestApi.Vpc, "ReplaceSecurityGroupPolicy", $$$"""
            {"SecurityGroupId":"{{{Groups["db"]}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"1","CidrBlock":"10.0.0.1","Action":"DROP"}]}}
            """);
        Assert.Empty(await Unhit(7));
        Assert.Single(await Unhit(6));

        // In observe mode it decides nothing, and afterwards its time begins anew.
        await ModeAsync("OBSERVE");
        Assert.Empty(await Unhit(0));
        Api.Plane.Now = TestWorld.Epoch.AddHours(8);
        await ModeAsync("ENFORCE");
        Assert.Empty(await Unhit(4));
        Assert.Single(await Unhit(3));
        Observed.Host = "elsewhere";
        Assert.Empty(await Unhit(0));

        Task ModeAsync(string mode) => Api.Call(TestApi.Extension, "ModifySecurityGroupMode", $$$"""{"SecurityGroupId":"{{{Groups["db"]}}}","Mode":"{{{mode}}}"}""");

        async Task<JsonNode?[]> Unhit(int hours) =>
            [.. (await Api.Call(TestApi.Extension, "LintSecurityGroups", $$$"""{"UnhitHours":{{{hours}}}}"""))["FindingSet"]!.AsArray().Where(one => one!["Kind"]!.ToString() == "UNHIT")];
    }
}
