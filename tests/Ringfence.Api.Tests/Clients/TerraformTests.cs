using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Clients;

/// <summary>
/// What the vendor's Terraform provider sends, call by call (reference, appendix 1): what was written is read back as it was, in its order, and a second read shows the same.
/// </summary>
public sealed class TerraformTests
{
    private const string Policies = "SecurityGroupPolicySet";

    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-peer0000")
        .Instance("ins-machine0").Interface("eni-primary0", ["sg-peer0000"], ["10.0.0.1"], device: "v1").Interface("eni-second00", ["sg-peer0000"], ["10.0.0.2"], device: "v2")
        .Instance("lb-front000", type: InstanceType.Clb).Interface("eni-front000", [], ["10.0.0.3"], device: "v3")
        .Instance("cdb-base0000", type: InstanceType.Cdb).Interface("eni-base0000", ["sg-peer0000"], ["10.0.0.4"], device: "v4")
        .Build());

    [Fact]
    public async Task Security_group_with_tags_from_creation_to_the_poll_before_its_deletion()
    {
        string id = await NewGroup("""{"GroupName":"web 网络","GroupDescription":"","ProjectId":"0","Tags":[{"Key":"env","Value":"prod"}]}""");
        string resource = $"qcs::cvm:ap-guangzhou:uin/:sg/{id}";
        await _api.Call(TestApi.Tag, "ModifyResourceTags", $$"""{"Resource":"{{resource}}","ReplaceTags":[{"TagKey":"env","TagValue":"prod"}]}""");
        Assert.Equal(("web 网络", "", "0"), await Read(id));
        Assert.Equal(("web 网络", "", "0"), await Read(id));
        Assert.Equal("prod", await TagsOf(id));

        await _api.Call(TestApi.Vpc, "ModifySecurityGroupAttribute", $$"""{"SecurityGroupId":"{{id}}","GroupName":"app","GroupDescription":"of the app"}""");
        await _api.Call(TestApi.Tag, "ModifyResourceTags", $$"""{"Resource":"{{resource}}","ReplaceTags":[{"TagKey":"team","TagValue":"a"}],"DeleteTags":[{"TagKey":"env"}]}""");
        Assert.Equal(("app", "of the app", "0"), await Read(id));
        Assert.Equal("a", await TagsOf(id));

        var statistics = (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", $$"""{"SecurityGroupIds":["{{id}}"]}"""))["SecurityGroupAssociationStatisticsSet"]![0]!;
        Assert.All((string[])["CVM", "CLB", "CDB", "ENI", "SG", "TotalCount"], counter => Assert.Equal(0, (int)statistics[counter]!));
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{id}}"}""");
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, "DescribeSecurityGroups", $$"""{"SecurityGroupIds":["{{id}}"],"Limit":"50"}""")).Code);
    }

    [Fact]
    public async Task Rule_set_keeps_order_and_text_and_ends_with_version_zero()
    {
        const string Ingress = """
            [{"Action":"ACCEPT","CidrBlock":"10.0.0.1/24","Protocol":"TCP","Port":"80,443","PolicyDescription":"web"},
             {"Action":"DROP","Ipv6CidrBlock":"FF05:B5::/60","Protocol":"UDP","Port":"8000-8010"},
             {"Action":"ACCEPT","CidrBlock":"8.8.8.8","PolicyDescription":"one"},
             {"Action":"ACCEPT","CidrBlock":"8.8.8.8","PolicyDescription":"two"},
             {"Action":"ACCEPT","SecurityGroupId":"sg-peer0000","Protocol":"ICMP"}]
            """;
        string[] expected =
        [
            "ACCEPT 10.0.0.1/24  tcp 80,443 web", "DROP  FF05:B5::/60 udp 8000-8010 ", "ACCEPT 8.8.8.8  ALL ALL one", "ACCEPT 8.8.8.8  ALL ALL two", "ACCEPT  sg-peer0000 icmp ALL ",
        ];
        string id = await NewGroup("""{"GroupName":"g","GroupDescription":""}""");
        await Modify(id, $$$"""{"Ingress":{{{Ingress}}}}""");
        Assert.Equal(expected, await Rows(id, "Ingress"));
        Assert.Equal(expected, await Rows(id, "Ingress"));

        // An update names the version after this one and asks for sorting.
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies",
            $$$"""{"SecurityGroupId":"{{{id}}}","SortPolicys":true,"SecurityGroupPolicySet":{"Version":"2","Egress":[{"Action":"ACCEPT","CidrBlock":"0.0.0.0/0","Protocol":"ALL","Port":"ALL"}],"Ingress":{{{Ingress}}}}}""");
        Assert.Equal(expected, await Rows(id, "Ingress"));
        Assert.Equal(["ACCEPT 0.0.0.0/0  ALL ALL "], await Rows(id, "Egress"));

        // A direction that becomes empty is deleted by its indexes first; the version of the reset is then two ahead.
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Version":"2","Egress":[{"PolicyIndex":0}]}}""");
        await _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","SortPolicys":true,"SecurityGroupPolicySet":{"Version":"4","Ingress":{{{Ingress}}}}}""");
        Assert.Empty(await Rows(id, "Egress"));
        Assert.Equal(expected, await Rows(id, "Ingress"));
        await Modify(id, """{"Version":"0","Ingress":[],"Egress":[]}""");
        Assert.Empty(await Rows(id, "Ingress"));
    }

    [Fact]
    public async Task Lite_rules_are_replaced_whole_and_deleted_by_content()
    {
        string id = await NewGroup("""{"GroupName":"g","GroupDescription":""}""");
        await Modify(id, """
            {"Ingress":[{"Action":"ACCEPT","CidrBlock":"192.168.1.0/24","Port":"80","Protocol":"TCP"},{"Action":"DROP","CidrBlock":"0.0.0.0/0","Port":"ALL","Protocol":"ALL"}],
             "Egress":[{"Action":"ACCEPT","SecurityGroupId":"sg-peer0000","Port":"ALL","Protocol":"ALL"}]}
            """);
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Ingress":[{"Action":"DROP","CidrBlock":"0.0.0.0/0"}]}}""");
        Assert.Equal(["ACCEPT 192.168.1.0/24  tcp 80 "], await Rows(id, "Ingress"));
        Assert.Equal(["ACCEPT  sg-peer0000 ALL ALL "], await Rows(id, "Egress"));
        await Modify(id, """{"Version":"0"}""");
        Assert.Equal(2, 2 - (await Rows(id, "Ingress")).Length - (await Rows(id, "Egress")).Length);
    }

    [Fact]
    public async Task Single_rules_come_on_top_and_are_found_and_deleted_by_content()
    {
        string id = await NewGroup("""{"GroupName":"g","GroupDescription":""}""");
        foreach (string port in (string[])["22", "443"])
        {
            await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""
                {"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":0,"Protocol":"TCP","Port":"{{{port}}}","CidrBlock":"10.0.0.0/8","Action":"accept",
                 "PolicyDescription":"","AddressTemplate":{},"ServiceTemplate":{}}]}}
                """);
        }

        Assert.Equal(["ACCEPT 10.0.0.0/8  tcp 443 ", "ACCEPT 10.0.0.0/8  tcp 22 "], await Rows(id, "Ingress"));
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroupPolicies",
            $$$"""{"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Ingress":[{"Action":"accept","CidrBlock":"10.0.0.0/8","Protocol":"TCP","Port":"22","AddressTemplate":{},"ServiceTemplate":{}}]}}""");
        Assert.Equal(["ACCEPT 10.0.0.0/8  tcp 443 "], await Rows(id, "Ingress"));
    }

    [Fact]
    public async Task Attachments_are_made_read_and_taken_back_in_every_product()
    {
        string id = await NewGroup("""{"GroupName":"g","GroupDescription":""}""");
        await _api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$"""{"SecurityGroupIds":["{{id}}"],"InstanceIds":["ins-machine0"]}""");
        var instance = (await _api.Call(TestApi.Vpc, "DescribeInstances", """{"InstanceIds":["ins-machine0"]}"""))["InstanceSet"]![0]!;
        Assert.Equal(("SUCCESS", $"sg-peer0000,{id}"), (instance["LatestOperationState"]!.ToString(), List(instance["SecurityGroupIds"])));
        await _api.Call(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", $$"""{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":["{{id}}"]}""");
        var nic = (await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", """{"NetworkInterfaceIds":["eni-second00"]}"""))["NetworkInterfaceSet"]![0]!;
        Assert.Equal($"sg-peer0000,{id}", List(nic["GroupSet"]));
        await _api.Call(TestApi.Clb, "SetSecurityGroupForLoadbalancers", $$"""{"SecurityGroup":"{{id}}","OperationType":"ADD","LoadBalancerIds":["lb-front000"]}""");
        var balancer = (await _api.Call(TestApi.Clb, "DescribeLoadBalancers", """{"LoadBalancerIds":["lb-front000"]}"""))["LoadBalancerSet"]![0]!;
        Assert.Equal(id, List(balancer["SecureGroups"]));
        await _api.Call(TestApi.Cdb, "AssociateSecurityGroups", $$"""{"SecurityGroupId":"{{id}}","InstanceIds":["cdb-base0000"]}""");
        var groups = await _api.Call(TestApi.Cdb, "DescribeDBSecurityGroups", """{"InstanceId":"cdb-base0000"}""");
        Assert.Equal($"sg-peer0000,{id}", JsonAssert.Texts(groups["Groups"], "SecurityGroupId"));

        var statistics = (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", $$"""{"SecurityGroupIds":["{{id}}"]}"""))["SecurityGroupAssociationStatisticsSet"]![0]!;
        Assert.All((string[])["CVM", "CLB", "CDB", "ENI"], counter => Assert.Equal(1, (int)statistics[counter]!));

        await _api.Call(TestApi.Vpc, "DisassociateSecurityGroups", $$"""{"SecurityGroupIds":["{{id}}"],"InstanceIds":["ins-machine0"]}""");
        await _api.Call(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups", $$"""{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":["{{id}}"]}""");
        await _api.Call(TestApi.Clb, "SetSecurityGroupForLoadbalancers", $$"""{"SecurityGroup":"{{id}}","OperationType":"DEL","LoadBalancerIds":["lb-front000"]}""");
        await _api.Call(TestApi.Cdb, "DisassociateSecurityGroups", $$"""{"SecurityGroupId":"{{id}}","InstanceIds":["cdb-base0000"]}""");
        await _api.Call(TestApi.Vpc, "DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{id}}"}""");
    }

    private static string List(JsonNode? array) => string.Join(',', array!.AsArray().Select(item => item!.ToString()));

    private async Task<string> NewGroup(string parameters) =>
        (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", parameters))["SecurityGroup"]!["SecurityGroupId"]!.ToString();

    private Task<JsonNode> Modify(string id, string set) => _api.Call(TestApi.Vpc, "ModifySecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","{{{Policies}}}":{{{set}}}}""");

    private async Task<(string Name, string Description, string Project)> Read(string id)
    {
        var group = (await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", $$"""{"SecurityGroupIds":["{{id}}"],"Offset":"0","Limit":"50"}"""))["SecurityGroupSet"]![0]!;
        return (group["SecurityGroupName"]!.ToString(), group["SecurityGroupDesc"]!.ToString(), group["ProjectId"]!.ToString());
    }

    private async Task<string> TagsOf(string id) => JsonAssert.Texts((await _api.Call(TestApi.Tag, "DescribeResourceTagsByResourceIds",
        $$"""{"ServiceType":"cvm","ResourcePrefix":"sg","ResourceIds":["{{id}}"],"ResourceRegion":"ap-guangzhou","Offset":0,"Limit":20}"""))["Tags"], "TagValue");

    private async Task<string[]> Rows(string id, string direction) =>
    [
        .. (await _api.Call(TestApi.Vpc, "DescribeSecurityGroupPolicies", $$"""{"SecurityGroupId":"{{id}}"}"""))[Policies]![direction]!.AsArray()
            .Select(rule => $"{rule!["Action"]} {rule["CidrBlock"]} {rule["Ipv6CidrBlock"]}{rule["SecurityGroupId"]} {rule["Protocol"]} {rule["Port"]} {rule["PolicyDescription"]}"),
    ];
}
