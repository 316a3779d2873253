using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Mapping;

public sealed class UnsupportedActionTests
{
    private readonly TestApi _api = new(World.Empty);

    [Theory]
    [InlineData("CreateNetworkInterface", "RegisterInstances")]
    [InlineData("CreateAndAttachNetworkInterface", "RegisterInstances")]
    [InlineData("AttachNetworkInterface", "RegisterInstances")]
    [InlineData("DetachNetworkInterface", "RegisterInstances")]
    [InlineData("DeleteNetworkInterface", "RegisterInstances")]
    [InlineData("MigrateNetworkInterface", "RegisterInstances")]
    [InlineData("DescribeNetworkInterfaceLimit", "DescribeSecurityGroupLimits")]
    [InlineData("DescribeVpcLimits", "DescribeSecurityGroupLimits")]
    [InlineData("CreateVpcEndPoint", "private-link")]
    [InlineData("ModifyVpcEndPointAttribute", "private-link")]
    [InlineData("DisassociateVpcEndPointSecurityGroups", "private-link")]
    [InlineData("DescribeVpcEndPoint", "private-link")]
    [InlineData("RunInstances", "RegisterInstances")]
    public async Task What_cannot_be_had_is_refused_with_the_reason(string action, string reason)
    {
        var refusal = await _api.Refused(TestApi.Vpc, action, """{"Anything":1}""");
        Assert.Equal("UnsupportedOperation", refusal.Code);
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(0, _api.Plane.World.Revision);
    }

    [Fact]
    public async Task An_account_has_private_networks_only() => JsonAssert.Same(
        """{"AccountAttributeSet":[{"AttributeName":"supported-platforms","AttributeValues":["VPC"]}]}""", await _api.Call(TestApi.Vpc, "DescribeAccountAttributes", "{}"));
}
