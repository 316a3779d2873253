namespace Ringfence.Api.Tests.Refusals;

/// <summary>The refusals that the vendor documents for interfaces, instances, load balancers and databases, action by action (reference C.3 and C.6 to C.9), where no other test meets them.</summary>
public sealed class BindingRefusalTests
{
    [Theory]
    [InlineData(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":MANY eni-,"SecurityGroupIds":["sg-other000"]}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eth0"],"SecurityGroupIds":["sg-other000"]}""", "InvalidParameterValue.Malformed")]
    [InlineData(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-zzzzzzzz"],"SecurityGroupIds":["sg-other000"]}""", "ResourceNotFound")]
    [InlineData(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":MANY sg-}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":["web"]}""", "InvalidParameterValue.Malformed")]
    [InlineData(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":["sg-zzzzzzzz"]}""", "ResourceNotFound")]
    [InlineData(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-primary0"],"SecurityGroupIds":["sg-group000"]}""", "UnsupportedOperation")]
    [InlineData(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eth0"}""", "InvalidParameterValue.Malformed")]
    [InlineData(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eni-second00","NetworkInterfaceName":"LONG"}""", "InvalidParameterValue.TooLong")]
    [InlineData(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eni-zzzzzzzz"}""", "ResourceNotFound")]
    [InlineData(TestApi.Vpc, "DescribeNetworkInterfaces", """{"Filters":[{"Name":"colour","Values":["x"]}]}""", "InvalidParameter.FilterInvalidKey")]
    [InlineData(TestApi.Vpc, "DescribeNetworkInterfaces", """{"Filters":["vpc-id"]}""", "InvalidParameter.FilterNotDict")]
    [InlineData(TestApi.Vpc, "DescribeNetworkInterfaces", """{"Filters":[{"Name":"vpc-id","Values":"x"}]}""", "InvalidParameter.FilterValuesNotList")]
    [InlineData(TestApi.Vpc, "DescribeNetworkInterfaces", """{"NetworkInterfaceIds":MANY eni-}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData(TestApi.Vpc, "DisassociateSecurityGroups", """{"SecurityGroupIds":["sg-group000"],"InstanceIds":["ins-zzzzzzzz"]}""", "InvalidInstanceId.NotFound")]
    [InlineData(TestApi.Vpc, "DisassociateSecurityGroups", """{"SecurityGroupIds":["sg-group000"],"InstanceIds":MANY ins-}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData(TestApi.Vpc, "DisassociateSecurityGroups", """{"SecurityGroupIds":["web"],"InstanceIds":["ins-00000001"]}""", "InvalidSgId.Malformed")]
    [InlineData(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["web"],"InstanceName":"n"}""", "InvalidInstanceId.Malformed")]
    [InlineData(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-zzzzzzzz"],"InstanceName":"n"}""", "InvalidInstanceId.NotFound")]
    [InlineData(TestApi.Vpc, "DescribeInstances", """{"InstanceIds":"ins-00000001"}""", "InvalidParameter")]
    [InlineData(TestApi.Clb, "SetSecurityGroupForLoadbalancers", """{"SecurityGroup":"sg-other000","OperationType":"ADD","LoadBalancerIds":["edge"]}""", "InvalidParameter.FormatError")]
    [InlineData(TestApi.Clb, "ModifyLoadBalancerAttributes", """{"LoadBalancerId":"edge","LoadBalancerName":"n"}""", "InvalidParameter.FormatError")]
    [InlineData(TestApi.Cdb, "DisassociateSecurityGroups", """{"SecurityGroupId":"sg-zzzzzzzz","InstanceIds":["cdb-00000001"]}""", "InvalidParameter")]
    [InlineData(TestApi.Cdb, "ModifyDBInstanceSecurityGroups", """{"InstanceId":"cdb-00000001","SecurityGroupIds":["sg-zzzzzzzz"]}""", "InvalidParameter")]
    [InlineData(TestApi.Tag, "ModifyResourceTags", """{"Resource":"qcs::cvm:ap-guangzhou:uin/:sg/sg-group000","ReplaceTags":[{"TagKey":"qcs:mine","TagValue":"v"}]}""", "InvalidParameterValue.ReservedTagKey")]
    public async Task A_documented_refusal_has_its_code(string version, string action, string parameters, string code) =>
        Assert.Equal(code, await (await RefusalWorld.CreateAsync(isFull: false, isOnTrial: false)).CodeAsync(version, action, parameters));

    [Theory]
    [InlineData(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", """{"NetworkInterfaceIds":["eni-second00"],"SecurityGroupIds":["sg-other000"]}""", "LimitExceeded")]
    [InlineData(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"SecurityGroups":["sg-group000","sg-other000"]}""", "LimitExceeded.AssociateUSGLimitExceeded")]
    [InlineData(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"SecurityGroups":["sg-other000"]}""", "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded")]
    [InlineData(TestApi.Vpc, "AssociateSecurityGroups", """{"SecurityGroupIds":["sg-other000"],"InstanceIds":["ins-00000003"]}""", "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded")]
    [InlineData(TestApi.Clb, "SetLoadBalancerSecurityGroups", """{"LoadBalancerId":"lb-00000001","SecurityGroups":["sg-group000","sg-other000"]}""", "LimitExceeded")]
    [InlineData(TestApi.Cdb, "AssociateSecurityGroups", """{"SecurityGroupId":"sg-other000","InstanceIds":["cdb-00000001"]}""", "OperationDenied")]
    public async Task A_limit_has_its_code(string version, string action, string parameters, string code) =>
        Assert.Equal(code, await (await RefusalWorld.CreateAsync(isFull: true, isOnTrial: false)).CodeAsync(version, action, parameters));
}
