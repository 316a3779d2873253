using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Vpc;

/// <summary>What reaches the command: the plane refuses everything and keeps what it was asked.</summary>
public sealed class WriteRequestTests
{
    private readonly TestApi _api = new(World.Empty)
    {
        Plane = { Verdict = (OutcomeStatus.Refused, [new Refusal(RefusalKind.RuleQuota, "Full.")]) },
    };

    [Fact]
    public async Task Rules_reach_the_command_as_text_whatever_json_types_the_client_uses()
    {
        var error = await _api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", """
            {"SecurityGroupId":" sg-ohuuioma\r\n","SecurityGroupPolicySet":{"Version":39,"Egress":null,"PolicyStatistics":{},"Ingress":[
             {"PolicyIndex":"1","Protocol":"TCP","Port":22,"CidrBlock":"10.0.0.0/8","Ipv6CidrBlock":"","AddressTemplate":{},"ServiceTemplate":{},
              "Action":"accept","PolicyDescription":"ssh","ModifyTime":"2026-01-05 09:00:00","Priority":4},
             {"PolicyIndex":1,"SecurityGroupId":"sg-00000001","AddressTemplate":{"AddressId":"ipm-00000001","AddressGroupId":"ipmg-00000001"},
              "ServiceTemplate":{"ServiceId":"ppm-00000001","ServiceGroupId":"ppmg-00000001"}}]}}
            """);
        Assert.Equal("LimitExceeded.SecurityGroupPolicySet", error.Code);
        var command = Assert.IsType<CreateSecurityGroupPolicies>(_api.Plane.LastCommand);
        Assert.Equal("sg-ohuuioma", command.GroupId);
        Assert.Equal("39", command.Policies.Version);
        Assert.Empty(command.Policies.Egress);
        Assert.Equal(
            new RuleSpec { PolicyIndex = 1, Protocol = "TCP", Port = "22", CidrBlock = "10.0.0.0/8", Ipv6CidrBlock = "", Action = "accept", Description = "ssh" },
            command.Policies.Ingress[0]);
        Assert.Equal(
            new RuleSpec
            {
                PolicyIndex = 1,
                SecurityGroupId = "sg-00000001",
                AddressTemplateId = "ipm-00000001",
                AddressTemplateGroupId = "ipmg-00000001",
                ServiceTemplateId = "ppm-00000001",
                ServiceTemplateGroupId = "ppmg-00000001",
            },
            command.Policies.Ingress[1]);
    }

    [Theory]
    [InlineData("203.0.113.9", "CidrBlock", "203.0.113.9")]
    [InlineData("::ffff:203.0.113.9", "CidrBlock", "203.0.113.9")]
    [InlineData("2001:db8::9", "Ipv6CidrBlock", "2001:db8::9")]
    public async Task My_public_ip_is_the_callers_address(string remote, string field, string address)
    {
        var api = new TestApi(World.Empty) { RemoteAddress = remote, Plane = { Verdict = (OutcomeStatus.NoSpace, []) } };
        await api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies",
            $$"""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"{{field}}":"MY_PUBLIC_IP","Action":"ACCEPT"}]} }""");
        var rule = Assert.IsType<CreateSecurityGroupPolicies>(api.Plane.LastCommand).Policies.Ingress[0];
        Assert.Equal(address, field == "CidrBlock" ? rule.CidrBlock : rule.Ipv6CidrBlock);
        Assert.Equal("Replaced-From-MY_PUBLIC_IP", rule.Description);
    }

    [Theory]
    [InlineData("2001:db8::9", "CidrBlock")]
    [InlineData("203.0.113.9", "Ipv6CidrBlock")]
    [InlineData("", "CidrBlock")]
    public async Task My_public_ip_without_an_address_of_the_family_is_refused(string remote, string field)
    {
        var api = new TestApi(World.Empty) { RemoteAddress = remote };
        var error = await api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies",
            $$"""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"{{field}}":"MY_PUBLIC_IP","Action":"ACCEPT"}]} }""");
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Null(api.Plane.LastCommand);
    }

    [Theory]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma"}""", "MissingParameter")]
    [InlineData("""{"SecurityGroupPolicySet":{"Ingress":[]}}""", "MissingParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":[]}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":{}}}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":["tcp"]}}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":"first"}]}}""", "InvalidParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"Prot":"22"}]}}""", "UnknownParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingres":[]}}""", "UnknownParameter")]
    [InlineData("""{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"AddressTemplate":{"Id":"ipm-1"}}]}}""", "UnknownParameter")]
    [InlineData("""{"SecurityGroupId":"sg-OHUUIOMA","SecurityGroupPolicySet":{}}""", "InvalidParameterValue.Malformed")]
    public async Task What_cannot_be_read_does_not_reach_the_command(string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "CreateSecurityGroupPolicies", parameters)).Code);
        Assert.Null(_api.Plane.LastCommand);
    }

    [Theory]
    [InlineData("""{"GroupName":"n","GroupDescription":""}""", "")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","Tags":[]}""", "")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","ProjectId":1001,"Tags":[{"Key":"env","Value":"prod"},{"Key":"x"}]}""", "env=prod,x=")]
    public async Task A_group_reaches_the_command_with_its_tags(string parameters, string tags)
    {
        await _api.Refused(TestApi.Vpc, "CreateSecurityGroup", parameters);
        var command = Assert.IsType<CreateSecurityGroup>(_api.Plane.LastCommand);
        Assert.Equal(tags, string.Join(',', command.Tags.Select(tag => $"{tag.Key}={tag.Value}")));
        Assert.Equal(parameters.Contains("1001", StringComparison.Ordinal) ? "1001" : null, command.ProjectId);
        Assert.Null(command.Policies);
    }

    [Theory]
    [InlineData("""{"GroupDescription":""}""", "MissingParameter")]
    [InlineData("""{"GroupName":"n"}""", "MissingParameter")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","SecurityGroupPolicySet":{}}""", "UnknownParameter")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","Tags":[{"Key":"a","Value":"1"},{"Key":"a","Value":"2"}]}""", "InvalidParameterValue.TagDuplicateKey")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","Tags":[{"Key":"a","Colour":"red"}]}""", "UnknownParameter")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","Tags":[{"Key":"qcs:a"}]}""", "UnsupportedOperation.TagSystemReservedTagKey")]
    [InlineData("""{"GroupName":"n","GroupDescription":"","Tags":[{"TagKey":"a"}]}""", "MissingParameter")]
    public async Task Bad_groups_and_tags_are_refused(string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, "CreateSecurityGroup", parameters)).Code);
        Assert.Null(_api.Plane.LastCommand);
    }

    [Fact]
    public async Task Priorities_stand_for_positions_only_where_rules_are_moved()
    {
        const string Body = """
            {"SecurityGroupId":"sg-ohuuioma","UpdateType":"TYPE","SecurityGroupPolicySet":{"Ingress":[{"Priority":3}]},
             "OriginalSecurityGroupPolicySet":{"Ingress":[{"PolicyIndex":1}]}}
            """;
        await _api.Refused(TestApi.Vpc, "ReplaceSecurityGroupPolicies", Body.Replace("TYPE", "priority", StringComparison.Ordinal));
        var moved = Assert.IsType<ReplaceSecurityGroupPolicies>(_api.Plane.LastCommand);
        Assert.Equal("Priority", moved.UpdateType);
        Assert.Equal(3, moved.Policies.Ingress[0].PolicyIndex);
        Assert.Equal(1, moved.Original!.Ingress[0].PolicyIndex);

        await _api.Refused(TestApi.Vpc, "ReplaceSecurityGroupPolicies", Body.Replace("TYPE", "Policy", StringComparison.Ordinal));
        Assert.Null(Assert.IsType<ReplaceSecurityGroupPolicies>(_api.Plane.LastCommand).Policies.Ingress[0].PolicyIndex);

        var error = await _api.Refused(TestApi.Vpc, "ReplaceSecurityGroupPolicies", Body.Replace("TYPE", "Sideways", StringComparison.Ordinal));
        Assert.Equal("InvalidParameterValue.Invalid", error.Code);
    }

    [Fact]
    public async Task A_description_is_not_made_up_for_rules_that_are_only_looked_for()
    {
        await _api.Refused(TestApi.Vpc, "DeleteSecurityGroupPolicies",
            """{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Ingress":[{"CidrBlock":"MY_PUBLIC_IP","Action":"ACCEPT"}]} }""");
        Assert.Null(Assert.IsType<DeleteSecurityGroupPolicies>(_api.Plane.LastCommand).Policies.Ingress[0].Description);
    }

    [Fact]
    public async Task The_flag_for_sorting_may_be_text()
    {
        await _api.Refused(TestApi.Vpc, "ModifySecurityGroupPolicies",
            """{"SecurityGroupId":"sg-ohuuioma","SecurityGroupPolicySet":{"Version":"0","Ingress":[],"Egress":[]},"SortPolicys":"TRUE"}""");
        var command = Assert.IsType<ModifySecurityGroupPolicies>(_api.Plane.LastCommand);
        Assert.True(command.SortPolicies);
        Assert.Equal("0", command.Policies.Version);
    }

    [Fact]
    public async Task An_interface_is_modified_with_what_is_given_and_nothing_else()
    {
        await _api.Refused(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eni-00000001","SecurityGroupIds":["sg-00000002","sg-00000001 "]}""");
        var command = Assert.IsType<ModifyInterface>(_api.Plane.LastCommand);
        Assert.Equal("sg-00000002,sg-00000001", string.Join(',', command.GroupIds!.Value));
        Assert.Null(command.Name);
        Assert.Null(command.Description);

        await _api.Refused(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eni-00000001","NetworkInterfaceName":""}""");
        command = Assert.IsType<ModifyInterface>(_api.Plane.LastCommand);
        Assert.Equal("", command.Name);
        Assert.Null(command.GroupIds);

        var error = await _api.Refused(TestApi.Vpc, "ModifyNetworkInterfaceAttribute", """{"NetworkInterfaceId":"eni-00000001","TrunkingFlag":"Enable"}""");
        Assert.Equal("UnsupportedOperation", error.Code);
    }
}
