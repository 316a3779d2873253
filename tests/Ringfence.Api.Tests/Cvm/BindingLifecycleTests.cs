using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Cvm;

/// <summary>Instances are registered, bound and unbound through requests; every view shows the same.</summary>
public sealed class BindingLifecycleTests
{
    private readonly TestApi _api = new(World.Empty);

    [Fact]
    public async Task A_registered_instance_gets_the_default_group_and_shows_everywhere()
    {
        var answer = await Register("""{"InstanceName":"web","NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}""");
        var instance = answer["InstanceSet"]![0]!;
        Assert.Equal(1, (int)answer["Revision"]!);
        Assert.Equal("h1", instance["Host"]!.ToString());
        string id = instance["InstanceId"]!.ToString();
        string groupId = Assert.Single(instance["SecurityGroupIds"]!.AsArray())!.ToString();
        var groups = await _api.Call(TestApi.Vpc, "DescribeSecurityGroups", $$"""{"SecurityGroupIds":["{{groupId}}"]}""");
        Assert.True((bool)groups["SecurityGroupSet"]![0]!["IsDefault"]!);
        Assert.Equal(id, JsonAssert.Texts((await _api.Call(TestApi.Vpc, "DescribeInstances", "{}"))["InstanceSet"], "InstanceId"));
        var nics = await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", $$"""{"Filters":[{"Name":"attachment.instance-id","Values":["{{id}}"]}]}""");
        Assert.Equal(groupId, nics["NetworkInterfaceSet"]![0]!["GroupSet"]![0]!.ToString());

        Assert.Equal(2, (int)(await _api.Call(TestApi.Extension, "DeregisterInstances", $$"""{"InstanceIds":["{{id}}"]}"""))["Revision"]!);
        Assert.Equal(0, (int)(await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", "{}"))["TotalCount"]!);
    }

    [Fact]
    public async Task Groups_are_appended_reordered_and_taken_away_but_never_the_last()
    {
        string first = await Group();
        string second = await Group();
        var registered = await Register($$"""{"SecurityGroupIds":["{{first}}"],"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}""");
        string id = registered["InstanceSet"]![0]!["InstanceId"]!.ToString();

        await _api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$"""{"SecurityGroupIds":["{{second}}"],"InstanceIds":["{{id}}"]}""");
        Assert.Equal($"{first},{second}", await GroupsOf(id));
        await _api.Call(TestApi.Vpc, "ModifyInstancesAttribute", $$"""{"SecurityGroups":["{{second}}","{{first}}"],"InstanceIds":["{{id}}"]}""");
        Assert.Equal($"{second},{first}", await GroupsOf(id));
        Assert.Equal("ResourceInUse", (await _api.Refused(TestApi.Vpc, "DeleteSecurityGroup", $$"""{"SecurityGroupId":"{{first}}"}""")).Code);
        await _api.Call(TestApi.Vpc, "DisassociateSecurityGroups", $$"""{"SecurityGroupIds":["{{second}}"],"InstanceIds":["{{id}}"]}""");
        Assert.Equal(first, await GroupsOf(id));
        Assert.Equal("UnsupportedOperation",
            (await _api.Refused(TestApi.Vpc, "DisassociateSecurityGroups", $$"""{"SecurityGroupIds":["{{first}}"],"InstanceIds":["{{id}}"]}""")).Code);
    }

    [Theory]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["sg-none0000"],"InstanceIds":["ID"]}""", "InvalidSecurityGroupId.NotFound")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["GROUP"],"InstanceIds":["ins-none0000"]}""", "InvalidInstanceId.NotFound")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["GROUP","sg-none0000"],"InstanceIds":["ID"]}""", "InvalidParameterValue.LimitExceeded")]
    [InlineData("ModifyInstancesAttribute", """{"SecurityGroups":[],"InstanceIds":["ID"]}""", "InvalidParameterValue")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceIds":["ID"]}""", "MissingParameter")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceName":"x","SecurityGroups":["GROUP"],"InstanceIds":["ID"]}""", "InvalidParameter.Coexist")]
    public async Task Refusals_have_the_codes_of_the_product(string action, string parameters, string code)
    {
        string group = await Group();
        var registered = await Register("""{"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}""");
        string body = parameters
            .Replace("ID\"]", registered["InstanceSet"]![0]!["InstanceId"]!.ToString() + "\"]", StringComparison.Ordinal)
            .Replace("GROUP", group, StringComparison.Ordinal);
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, action, body)).Code);
    }

    [Fact]
    public async Task The_sixth_group_does_not_fit_on_an_instance()
    {
        var registered = await Register("""{"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}""");
        string id = registered["InstanceSet"]![0]!["InstanceId"]!.ToString();
        for (int i = 0; i < 4; i++)
            await _api.Call(TestApi.Vpc, "AssociateSecurityGroups", $$"""{"SecurityGroupIds":["{{await Group()}}"],"InstanceIds":["{{id}}"]}""");
        Assert.Equal("LimitExceeded.AssociateUSGLimitExceeded",
            (await _api.Refused(TestApi.Vpc, "AssociateSecurityGroups", $$"""{"SecurityGroupIds":["{{await Group()}}"],"InstanceIds":["{{id}}"]}""")).Code);
    }

    [Fact]
    public async Task A_secondary_interface_may_lose_all_its_groups_and_a_primary_one_is_bound_through_its_instance()
    {
        string group = await Group();
        var registered = await Register("""
            {"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]},{"Device":"veth2","PrivateIpAddresses":["10.0.0.2"]}]}
            """);
        var nics = registered["InstanceSet"]![0]!["NetworkInterfaceSet"]!;
        string primary = nics[0]!["NetworkInterfaceId"]!.ToString(), secondary = nics[1]!["NetworkInterfaceId"]!.ToString();
        string[] all = [.. nics[1]!["SecurityGroupIds"]!.AsArray().Select(id => id!.ToString()), group];
        await _api.Call(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups", $$"""{"NetworkInterfaceIds":["{{secondary}}"],"SecurityGroupIds":["{{group}}"]}""");
        Assert.Equal("UnsupportedOperation", (await _api.Refused(TestApi.Vpc, "AssociateNetworkInterfaceSecurityGroups",
            $$"""{"NetworkInterfaceIds":["{{primary}}"],"SecurityGroupIds":["{{group}}"]}""")).Code);
        var statistics = await _api.Call(TestApi.Vpc, "DescribeSecurityGroupAssociationStatistics", $$"""{"SecurityGroupIds":["{{group}}"]}""");
        Assert.Equal("1", JsonAssert.Texts(statistics["SecurityGroupAssociationStatisticsSet"], "ENI"));

        await _api.Call(TestApi.Vpc, "DisassociateNetworkInterfaceSecurityGroups",
            $$"""{"NetworkInterfaceIds":["{{secondary}}"],"SecurityGroupIds":["{{string.Join("\",\"", all)}}"]}""");
        var shown = await _api.Call(TestApi.Vpc, "DescribeNetworkInterfaces", $$"""{"NetworkInterfaceIds":["{{secondary}}"]}""");
        Assert.Empty(shown["NetworkInterfaceSet"]![0]!["GroupSet"]!.AsArray());
    }

    private async Task<string> Group() =>
        (await _api.Call(TestApi.Vpc, "CreateSecurityGroup", """{"GroupName":"g","GroupDescription":""}"""))["SecurityGroup"]!["SecurityGroupId"]!.ToString();

    private Task<System.Text.Json.Nodes.JsonNode> Register(string instance) =>
        _api.Call(TestApi.Extension, "RegisterInstances", $$"""{"Instances":[{{instance}}]}""");

    private async Task<string> GroupsOf(string id) => string.Join(',',
        (await _api.Call(TestApi.Vpc, "DescribeInstances", $$"""{"InstanceIds":["{{id}}"]}"""))["InstanceSet"]![0]!["SecurityGroupIds"]!.AsArray().Select(group => group!.ToString()));
}
