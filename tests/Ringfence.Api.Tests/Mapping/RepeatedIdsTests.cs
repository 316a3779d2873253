using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Mapping;

/// <summary>An id that a list names twice is listed and counted once.</summary>
public sealed class RepeatedIdsTests
{
    private const string Group = "sg-00000001", Instance = "ins-00000001", Nic = "eni-00000001", Balancer = "lb-00000001";

    private readonly TestApi _api = new(new TestWorld()
        .Group(Group, ingress: [TestWorld.Rule(1, "tcp", "80", "10.0.0.0/8")], tags: new Tag("env", "prod"))
        .Instance(Instance).Interface(Nic, [Group])
        .Instance(Balancer, type: InstanceType.Clb).Interface("eni-00000002", [Group])
        .Build());

    [Theory]
    [InlineData(TestApi.Vpc, "DescribeSecurityGroups", "SecurityGroupIds", Group, "SecurityGroupSet")]
    [InlineData(TestApi.Vpc, "DescribeSecurityGroupReferences", "SecurityGroupIds", Group, "ReferredSecurityGroupSet")]
    [InlineData(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", "SecurityGroupIds", Group, "SecurityGroupAssociationStatisticsSet")]
    [InlineData(TestApi.Vpc, "DescribeNetworkInterfaces", "NetworkInterfaceIds", Nic, "NetworkInterfaceSet")]
    [InlineData(TestApi.Vpc, "DescribeInstances", "InstanceIds", Instance, "InstanceSet")]
    [InlineData(TestApi.Clb, "DescribeLoadBalancers", "LoadBalancerIds", Balancer, "LoadBalancerSet")]
    [InlineData(TestApi.Extension, "DescribeEnforcement", "InstanceIds", Instance, "EnforcementSet")]
    [InlineData(TestApi.Extension, "DescribeEnforcement", "NetworkInterfaceIds", Nic, "EnforcementSet")]
    [InlineData(TestApi.Extension, "DescribeRuleHits", "SecurityGroupIds", Group, "RuleHitSet")]
    [InlineData(TestApi.Tag, "DescribeResourceTagsByResourceIds", "ResourceIds", Group, "Tags")]
    public async Task It_is_there_once(string version, string action, string parameter, string id, string set)
    {
        string more = version == TestApi.Tag ? """, "ServiceType":"cvm","ResourcePrefix":"sg","ResourceRegion":"ap-guangzhou" """ : "";
        var answer = await _api.Call(version, action, $$"""{"{{parameter}}":["{{id}}"," {{id}} ","{{id}}"]{{more}}}""");
        Assert.Single(answer[set]!.AsArray());
        if (answer["TotalCount"] is { } total)
            Assert.Equal(1, (int)total);
    }
}
