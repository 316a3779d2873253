using Ringfence.Api.Actions;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

public sealed class GroupReadsTests
{
    private readonly TestApi _api = new(new TestWorld()
        .Group("sg-2got2lcz", ingress: [TestWorld.Rule(1, "ALL", "ALL", group: "sg-2got2lcz")])
        .Group("sg-05bb4upy", egress: [TestWorld.Rule(2, "ALL", "ALL", group: "sg-2got2lcz"), TestWorld.Rule(3, "tcp", "22", group: "sg-2got2lcz")])
        .Instance("ins-00000001").Interface("eni-00000001", ["sg-2got2lcz"]).Interface("eni-00000002", ["sg-2got2lcz", "sg-05bb4upy"])
        .Instance("ins-00000002").Interface("eni-00000003", ["sg-05bb4upy", "sg-2got2lcz"])
        .Instance("lb-00000003", type: InstanceType.Clb).Interface("eni-00000004", ["sg-2got2lcz"])
        .Build());

    [Fact]
    public async Task Statistics_count_instances_by_type_secondary_interfaces_and_other_groups_that_refer() => JsonAssert.Same(
        """
        {"SecurityGroupAssociationStatisticsSet":[{"SecurityGroupId":"sg-2got2lcz","CVM":2,"CDB":0,"ENI":1,"CLB":1,"SG":1,"TotalCount":4,
         "InstanceStatistics":[{"InstanceType":"CVM","InstanceCount":2},{"InstanceType":"ENI","InstanceCount":1},{"InstanceType":"CLB","InstanceCount":1}]}]}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", """{"SecurityGroupIds":["sg-2got2lcz\r\n"]}"""));

    [Fact]
    public async Task A_group_without_members_has_zeros() => JsonAssert.Same(
        """
        {"SecurityGroupAssociationStatisticsSet":[{"SecurityGroupId":"sg-lonely00","CVM":0,"CDB":0,"ENI":0,"CLB":0,"SG":0,"TotalCount":0,"InstanceStatistics":[]}]}
        """,
        await new TestApi(new TestWorld().Group("sg-lonely00").Build())
            .Call(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", """{"SecurityGroupIds":["sg-lonely00"]}"""));

    [Fact]
    public async Task References_name_the_other_groups_whose_rules_use_it() => JsonAssert.Same(
        """
        {"ReferredSecurityGroupSet":[{"SecurityGroupId":"sg-2got2lcz","ReferredSecurityGroupIds":["sg-05bb4upy"]},
         {"SecurityGroupId":"sg-05bb4upy","ReferredSecurityGroupIds":[]}]}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroupReferences", """{"SecurityGroupIds":["sg-2got2lcz","sg-05bb4upy"]}"""));

    [Theory]
    [InlineData("DescribeSecurityGroupAssociationStatistics")]
    [InlineData("DescribeSecurityGroupReferences")]
    public async Task Ids_are_needed_and_must_exist(string action)
    {
        Assert.Equal("MissingParameter", (await _api.Refused(TestApi.Vpc, action, "{}")).Code);
        Assert.Equal("MissingParameter", (await _api.Refused(TestApi.Vpc, action, """{"SecurityGroupIds":[]}""")).Code);
        Assert.Equal("ResourceNotFound", (await _api.Refused(TestApi.Vpc, action, """{"SecurityGroupIds":["sg-2got2lcz","sg-none0000"]}""")).Code);
        Assert.Equal("InvalidParameterValue.Malformed", (await _api.Refused(TestApi.Vpc, action, """{"SecurityGroupIds":["web"]}""")).Code);
        Assert.Equal("InvalidParameter", (await _api.Refused(TestApi.Vpc, action, """{"SecurityGroupIds":"sg-2got2lcz"}""")).Code);
    }

    [Fact]
    public async Task The_limits_are_the_vendors_by_default() => JsonAssert.Same(
        """
        {"SecurityGroupLimitSet":{"SecurityGroupLimit":50,"SecurityGroupPolicyLimit":100,"ReferedSecurityGroupLimit":10,"SecurityGroupInstanceLimit":2000,
         "InstanceSecurityGroupLimit":5,"SecurityGroupExtendedPolicyLimit":30000,"SecurityGroupReferedCvmAndEniLimit":2000,"SecurityGroupReferedSvcLimit":2000}}
        """,
        await _api.Call(TestApi.Vpc, "DescribeSecurityGroupLimits", "{}"));

    [Fact]
    public async Task The_limits_are_the_accounts()
    {
        var api = new TestApi(World.Empty, new ActionOptions
        {
            DefaultHost = "h1",
            QuotasOf = account => account == TestWorld.Home.Account ? new Quotas { SecurityGroups = 3, ReferencedGroupServices = 4 } : new Quotas(),
        });
        var limits = (await api.Call(TestApi.Vpc, "DescribeSecurityGroupLimits", "{}"))["SecurityGroupLimitSet"]!;
        Assert.Equal(3, (int)limits["SecurityGroupLimit"]!);
        Assert.Equal(4, (int)limits["SecurityGroupReferedSvcLimit"]!);
    }

    [Fact]
    public async Task Times_are_in_the_zone_that_is_set()
    {
        var api = new TestApi(new TestWorld().Group("sg-2got2lcz").Build(), new ActionOptions { DefaultHost = "h1", VpcTimeOffset = TimeSpan.Zero });
        var groups = await api.Call(TestApi.Vpc, "DescribeSecurityGroups", "{}");
        Assert.Equal("2026-01-04 13:02:30", JsonAssert.Texts(groups["SecurityGroupSet"], "CreatedTime"));
    }
}
