using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Tests.Ringfence;

public sealed class FileActionsTests
{
    private readonly TestApi _api = new(World.Empty);

    [Theory]
    [InlineData("json")]
    [InlineData("YAML")]
    public async Task What_is_exported_can_be_imported_and_changes_nothing(string format)
    {
        await CreateAsync("web");
        var exported = await _api.Call(TestApi.Extension, "ExportSecurityGroups", $$"""{"Format":"{{format}}"}""");
        Assert.Equal(format.ToLowerInvariant(), (string)exported["Format"]!);
        var imported = await ImportAsync((string)exported["Content"]!, format);
        Assert.Empty(imported["ChangeSet"]!.AsArray());
        Assert.Equal((int)exported["Revision"]!, (int)imported["Revision"]!);
    }

    [Fact]
    public async Task A_table_is_of_one_group_and_direction_and_replaces_it()
    {
        string id = await CreateAsync("web");
        var exported = await _api.Call(TestApi.Extension, "ExportSecurityGroups", $$"""{"Format":"csv","SecurityGroupIds":["{{id}}"],"Direction":"Ingress"}""");
        string text = (string)exported["Content"]! + "10.0.0.0/8,TCP:22,ACCEPT,ssh\r\n";
        var imported = await _api.Call(
            TestApi.Extension, "ImportSecurityGroups", $$"""{"Format":"csv","SecurityGroupId":"{{id}}","Direction":"ingress","Content":{{JsonSerializer.Serialize(text)}}}""");
        Assert.Equal("Ingress 0 added: ACCEPT tcp:22 10.0.0.0/8 'ssh'", (string)imported["ChangeSet"]![0]!["Details"]![0]!);
        Assert.Single(_api.Plane.World.Groups[id].Ingress);
    }

    [Fact]
    public async Task A_preview_tells_every_fault_with_its_place_and_code_and_an_import_is_refused_with_them()
    {
        const string text = "SecurityGroups:\n- Name: web\n  Ingress:\n  - {Action: NO, CidrBlock: 10.0.0.1}\n  - {Action: DROP, CidrBlock: x}\n";
        var preview = await ImportAsync(text, "yaml", preview: true);
        Assert.Equal(2, (int)preview["FaultCount"]!);
        Assert.Equal("4,5", JsonAssert.Texts(preview["FaultSet"], "Line"));
        Assert.Equal("InvalidParameterValue,InvalidParameterValue.Malformed", JsonAssert.Texts(preview["FaultSet"], "Code"));

        var error = await _api.Refused(TestApi.Extension, "ImportSecurityGroups", Request(text, "yaml", preview: false));
        Assert.Equal("InvalidParameterValue", error.Code);
        Assert.Contains("Line 4, column 14:", error.Message, StringComparison.Ordinal);
        Assert.Contains("Line 5, column 31:", error.Message, StringComparison.Ordinal);
        Assert.Empty(_api.Plane.World.Groups);
    }

    [Theory]
    [InlineData("SecurityGroups:\n- Name: web\n  Ingress:\n  - {Action: NO, CidrBlock: x, Prot: TCP}\n  - {Action: DROP, CidrBlock: y}\n", "4:14 InvalidParameterValue|4:29 InvalidParameterValue.Malformed|4:32 InvalidParameterValue.Malformed|5:31 InvalidParameterValue.Malformed")]
    [InlineData("SecurityGroups:\n- Nmae: web\n  Ingress:\n  - {Action: NO, SecurityGroup: web}\n", "2:3 InvalidParameterValue.Malformed|4:14 InvalidParameterValue")]
    [InlineData("SecurityGroups:\n- Name: web\n  Ingress:\n  - 5\n  - {Aktion: DROP, CidrBlock: 10.0.0.1}\n  - {Action: DROP, SecurityGroup: [web]}\n  - {Action: DROP, CidrBlock: z}\n", "4:5 InvalidParameterValue.Malformed|5:6 InvalidParameterValue.Malformed|6:35 InvalidParameterValue.Malformed|7:31 InvalidParameterValue.Malformed")]
    [InlineData("SecurityGroups:\n- Name: web\n  Ingress:\n  - {Action: DROP, CidrBlock: 10.0.0.1, Prt: 80}\n  - {Action: DROP, CidrBlock: 10.0.0.1}\nBindings:\n- {Instance: nobody, SecurityGroups: [web, nothing, []]}\n", "4:41 InvalidParameterValue.Malformed|7:14 ResourceNotFound|7:44 ResourceNotFound|7:53 InvalidParameterValue.Malformed")]
    [InlineData("- SecurityGroups\n", "1:1 InvalidParameterValue.Malformed")]
    public async Task Faults_of_form_hide_none_of_values_and_bring_none_with_them(string text, string faults)
    {
        var preview = await ImportAsync(text, "yaml", preview: true);
        Assert.Equal(faults, string.Join('|', preview["FaultSet"]!.AsArray().Select(fault => $"{fault!["Line"]}:{fault["Column"]} {fault["Code"]}")));
        Assert.Equal(preview["FaultSet"]!.AsArray().Count, (int)preview["FaultCount"]!);
        await _api.Refused(TestApi.Extension, "ImportSecurityGroups", Request(text, "yaml", preview: false));
        Assert.Empty(_api.Plane.World.Groups);
    }

    [Fact]
    public async Task A_bad_line_of_a_table_hides_none_of_another()
    {
        string id = await CreateAsync("web");
        string text = JsonSerializer.Serialize("Source,Protocol port,Policy,Remarks\r\n10.0.0.0/8,TCP:22\r\n10.0.0.0/33,TCP:22,ACCEPT,\r\n");
        var preview = await _api.Call(TestApi.Extension, "ImportSecurityGroups", $$"""{"Format":"csv","SecurityGroupId":"{{id}}","Direction":"ingress","DryRun":true,"Content":{{text}}}""");
        Assert.Equal("2,3", JsonAssert.Texts(preview["FaultSet"], "Line"));
    }

    [Fact]
    public async Task A_preview_tells_what_a_guard_would_refuse_and_one_that_goes_past_guards_does_not()
    {
        string id = await CreateAsync("web");
        await _api.Call(TestApi.Extension, "RegisterInstances", $$"""{"Instances":[{"SecurityGroupIds":["{{id}}"],"NetworkInterfaces":[{"Device":"veth1","PrivateIpAddresses":["10.0.0.1"]}]}]}""");
        long closed = _api.Plane.World.Revision;
        await _api.Call(TestApi.Vpc, "CreateSecurityGroupPolicies", $$$"""{"SecurityGroupId":"{{{id}}}","SecurityGroupPolicySet":{"Ingress":[{"Protocol":"TCP","Port":"22","CidrBlock":"0.0.0.0/0","Action":"ACCEPT"}]}}""");
        string open = (string)(await _api.Call(TestApi.Extension, "ExportSecurityGroups", """{"Format":"json"}"""))["Content"]!;
        long opened = _api.Plane.World.Revision;
        await _api.Call(TestApi.Extension, "RestoreRevision", $$"""{"Revision":{{closed}}}""");
        await _api.Call(TestApi.Extension, "CreateGuards", """{"Guards":[{"GuardName":"no ssh","From":{"Outside":true},"To":{"All":true},"Services":["tcp:22"]}]}""");

        var preview = await ImportAsync(open, "json", preview: true);
        Assert.Equal("OperationDenied.GuardViolated", JsonAssert.Texts(preview["FaultSet"], "Code"));
        Assert.Contains("'no ssh'", (string)preview["FaultSet"]![0]!["Message"]!, StringComparison.Ordinal);
        string restore = $$"""{"Revision":{{opened}},"DryRun":true}""";
        Assert.Equal("OperationDenied.GuardViolated", (await _api.Refused(TestApi.Extension, "RestoreRevision", restore)).Code);
        Assert.Empty(_api.Plane.World.Groups[id].Ingress);

        _api.ForcesGuards = true;
        Assert.Empty((await ImportAsync(open, "json", preview: true))["FaultSet"]!.AsArray());
        Assert.NotEmpty((await _api.Call(TestApi.Extension, "RestoreRevision", restore))["ChangeSet"]!.AsArray());
    }

    [Fact]
    public async Task A_text_that_is_no_file_is_refused_with_the_place_where_it_stops_being_one()
    {
        var error = await _api.Refused(TestApi.Extension, "ImportSecurityGroups", Request("{\n", "json", preview: false));
        Assert.Equal("InvalidParameterValue.Malformed", error.Code);
        Assert.StartsWith("Line 2, column 1: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ExportSecurityGroups", """{"Format":"xml"}""", "InvalidParameterValue")]
    [InlineData("ExportSecurityGroups", """{"Format":"csv","Direction":"ingress"}""", "InvalidParameterValue")]
    [InlineData("ExportSecurityGroups", """{"Format":"csv","SecurityGroupIds":["sg-00000001"]}""", "MissingParameter")]
    [InlineData("ExportSecurityGroups", """{"Direction":"ingress"}""", "InvalidParameter.Coexist")]
    [InlineData("ExportSecurityGroups", """{"References":"both"}""", "InvalidParameterValue")]
    [InlineData("ExportSecurityGroups", """{"SecurityGroupIds":["sg-99999999"]}""", "ResourceNotFound")]
    [InlineData("ImportSecurityGroups", """{}""", "MissingParameter")]
    [InlineData("ImportSecurityGroups", """{"Content":"","Format":"terraform"}""", "InvalidParameterValue")]
    [InlineData("ImportSecurityGroups", """{"Content":"","Format":"csv","Direction":"egress"}""", "MissingParameter")]
    [InlineData("ImportSecurityGroups", """{"Content":"","Format":"csv","Direction":"egress","SecurityGroupId":"sg-99999999"}""", "ResourceNotFound")]
    [InlineData("ImportSecurityGroups", """{"Content":"","SecurityGroupId":"sg-99999999"}""", "InvalidParameter.Coexist")]
    public async Task What_cannot_be_done_is_refused(string action, string parameters, string code) =>
        Assert.Equal(code, (await _api.Refused(TestApi.Extension, action, parameters)).Code);

    private async Task<string> CreateAsync(string name)
    {
        var answer = await _api.Call(TestApi.Vpc, "CreateSecurityGroup", $$"""{"GroupName":"{{name}}","GroupDescription":""}""");
        return (string)answer["SecurityGroup"]!["SecurityGroupId"]!;
    }

    private Task<JsonNode> ImportAsync(string content, string format, bool preview = false) => _api.Call(TestApi.Extension, "ImportSecurityGroups", Request(content, format, preview));

    private static string Request(string content, string format, bool preview) =>
        new JsonObject { ["Content"] = content, ["Format"] = format, ["DryRun"] = preview }.ToJsonString();
}
