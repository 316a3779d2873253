namespace Ringfence.Api.Tests.Ringfence.Analysis;

/// <summary>What is in force at an interface, and in a network.</summary>
public sealed class EffectivePolicyTests : Deployment
{
    [Fact]
    public async Task An_effective_policy_is_the_rules_in_order_and_exactly_what_they_accept()
    {
        await Api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$$"""{"SecurityGroupIds":["{{{Groups["db"]}}}"],"InstanceIds":["{{{Instances["app"]}}}"]}""");
        string id = Api.Plane.World.Instances[Instances["app"]].InterfaceIds[0];
        var policy = await Api.Call(TestApi.Extension, "DescribeEffectivePolicy", $$$"""{"NetworkInterfaceId":"{{{id}}}"}""");
        Assert.Equal([Groups["app"], Groups["db"], Groups["db"]], policy["Ingress"]!.AsArray().Select(rule => rule!["SecurityGroupId"]!.ToString()));
        Assert.Equal(["10.0.0.1/32 tcp:8080", "10.0.0.2/32 tcp:5432"], policy["IngressAccepted"]!.AsArray().Select(row => $"{row!["Addresses"]![0]} {row["Services"]}"));
        Assert.Equal("ResourceNotFound", (await Api.Refused(TestApi.Extension, "DescribeEffectivePolicy", """{"NetworkInterfaceId":"eni-none0000"}""")).Code);
    }

    [Fact]
    public async Task All_that_decides_in_a_network_is_given_withGroups_and_templates_resolved_and_nothing_of_other_accounts()
    {
        string template = (await Api.Call(TestApi.Vpc, "CreateAddressTemplate", """{"AddressTemplateName":"offices","Addresses":["192.0.2.1-192.0.2.9","198.51.100.0/24"]}"""))["AddressTemplate"]!["AddressTemplateId"]!.ToString();
        await Rules("web", "Ingress", $$$"""{"Protocol":"UDP","Port":"53","AddressTemplate":{"AddressId":"{{{template}}}"},"Action":"ACCEPT"}""");
        Api.Scope = TestWorld.OtherAccount;
        await Api.Call(TestApi.Extension, "RegisterInstances", """{"Instances":[{"InstanceName":"foreign","NetworkInterfaces":[{"Device":"vethf","PrivateIpAddresses":["10.0.0.77"]}]}]}""");
        Api.Scope = TestWorld.Home;
        var host = Assert.Single((await Api.Call(TestApi.Extension, "ExportEffectivePolicies", "{}"))["HostSet"]!.AsArray())!;
        Assert.Equal(("h1", 3), (host["Host"]!.ToString(), host["InterfaceSet"]!.AsArray().Count));
        Assert.DoesNotContain("10.0.0.77", host.ToJsonString(), StringComparison.Ordinal);

        var web = host["RuleListSet"]!.AsArray().Single(list => list!["SecurityGroupId"]!.ToString() == Groups["web"] && list["Direction"]!.ToString() == "INGRESS")!;
        var rule = web["RuleSet"]!.AsArray().Single(one => one!["Services"]![0]!.ToString() == "udp:53")!;
        Assert.Equal(["192.0.2.1-192.0.2.9", "198.51.100.0/24"], rule["Addresses"]!.AsArray().Select(address => address!.ToString()));
        var app = host["RuleListSet"]!.AsArray().Single(list => list!["SecurityGroupId"]!.ToString() == Groups["app"] && list["Direction"]!.ToString() == "INGRESS")!;
        string set = app["RuleSet"]![0]!["AddressSetId"]!.ToString();
        Assert.Equal("10.0.0.1", Assert.Single(host["AddressSetSet"]!.AsArray().Single(one => one!["Id"]!.ToString() == set)!["Addresses"]!.AsArray())!.ToString());
    }
}
