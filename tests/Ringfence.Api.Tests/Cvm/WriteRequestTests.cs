using Ringfence.Control;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Cvm;

/// <summary>What reaches the command: the plane refuses everything and keeps what it was asked.</summary>
public sealed class WriteRequestTests
{
    private readonly TestApi _api = new(World.Empty)
    {
        Plane = { Verdict = (OutcomeStatus.Refused, [new Refusal(RefusalKind.GroupNotFound, "No such group.")]) },
    };

    [Fact]
    public async Task Groups_and_instances_reach_the_command_and_refusals_have_the_codes_of_this_product()
    {
        const string Body = """{"SecurityGroupIds":["sg-00000001"],"InstanceIds":["ins-00000001","ins-00000002\r\n"]}""";
        Assert.Equal("InvalidSecurityGroupId.NotFound", (await _api.Refused(TestApi.Vpc, "AssociateSecurityGroups", Body)).Code);
        var associate = Assert.IsType<AssociateInstances>(_api.Plane.LastCommand);
        Assert.Equal("sg-00000001", Assert.Single(associate.GroupIds));
        Assert.Equal("ins-00000001,ins-00000002", string.Join(',', associate.InstanceIds));
        await _api.Refused(TestApi.Vpc, "DisassociateSecurityGroups", Body);
        Assert.Equal(associate.InstanceIds.AsEnumerable(), Assert.IsType<DisassociateInstances>(_api.Plane.LastCommand).InstanceIds);
    }

    [Theory]
    [InlineData("AssociateSecurityGroups", """{"InstanceIds":["ins-00000001"]}""", "MissingParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["sg-00000001"],"InstanceIds":[]}""", "MissingParameter")]
    [InlineData("AssociateSecurityGroups", """{"SecurityGroupIds":["sg-1"],"InstanceIds":["ins-00000001"]}""", "InvalidSgId.Malformed")]
    [InlineData("DisassociateSecurityGroups", """{"SecurityGroupIds":["sg-00000001"],"InstanceIds":["i-1"]}""", "InvalidInstanceId.Malformed")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"UserData":"IyEvYmluL3No"}""", "UnsupportedOperation")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"DisableApiTermination":false}""", "UnsupportedOperation")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"Colour":"red"}""", "UnknownParameter")]
    [InlineData("ModifyInstancesAttribute", """{"InstanceName":"x"}""", "MissingParameter")]
    public async Task What_cannot_be_read_does_not_reach_the_command(string action, string parameters, string code)
    {
        Assert.Equal(code, (await _api.Refused(TestApi.Vpc, action, parameters)).Code);
        Assert.Null(_api.Plane.LastCommand);
    }

    [Fact]
    public async Task The_full_list_of_groups_keeps_its_order_and_an_empty_one_is_not_an_absent_one()
    {
        await _api.Refused(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"SecurityGroups":["sg-00000002","sg-00000001"]}""");
        var command = Assert.IsType<ModifyInstances>(_api.Plane.LastCommand);
        Assert.Equal("sg-00000002,sg-00000001", string.Join(',', command.GroupIds!.Value));
        Assert.Null(command.Name);

        await _api.Refused(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"SecurityGroups":[]}""");
        Assert.True(Assert.IsType<ModifyInstances>(_api.Plane.LastCommand).GroupIds is { IsEmpty: true });

        await _api.Refused(TestApi.Vpc, "ModifyInstancesAttribute", """{"InstanceIds":["ins-00000001"],"InstanceName":"web"}""");
        command = Assert.IsType<ModifyInstances>(_api.Plane.LastCommand);
        Assert.Equal("web", command.Name);
        Assert.Null(command.GroupIds);
    }
}
