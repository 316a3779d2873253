using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Files.Tests;

/// <summary>Bindings in documents.</summary>
public sealed class BindingTests
{
    private readonly Home _home = new();
    private readonly string _web;
    private readonly string _admin;
    private readonly Instance _server;

    public BindingTests()
    {
        _web = _home.Do(new CreateSecurityGroup("web", "", null, [], null)).Id;
        _admin = _home.Do(new CreateSecurityGroup("admin", "", null, [], null)).Id;
        _server = Register("server", _web);
    }

    [Theory]
    [InlineData(FileFormat.Json, false)]
    [InlineData(FileFormat.Json, true)]
    [InlineData(FileFormat.Yaml, false)]
    [InlineData(FileFormat.Yaml, true)]
    public void Importing_what_was_exported_changes_nothing_and_takes_back_what_has_changed_since(FileFormat format, bool byName)
    {
        Register("twin", _admin);
        Register("twin", _web, _admin);
        string other = _home.Do(new CreateSecurityGroup("web", "", "7", [], null)).Id;
        Register("stranger", other, _web);
        string text = _home.Export(format, byName, withBindings: true);
        Assert.Empty(_home.Do(Import(text, format)).Changes);

        string before = Bindings();
        foreach (var instance in _home.World.Instances.Values)
            _home.Do(new ModifyInstances([instance.Id], null, [_admin, _web]));
        Assert.NotEqual(before, Bindings());
        _home.Do(Import(text, format));
        Assert.Equal(before, Bindings());
    }

    [Fact]
    public void A_plan_tells_bindings_and_an_import_makes_them_with_groups_of_the_same_file()
    {
        const string text = """
            SecurityGroups:
            - Name: new
            Bindings:
            - Instance: server
              SecurityGroups: [new, web]
            """;
        var plan = _home.Do(Import(text, FileFormat.Yaml, preview: true));
        Assert.Equal([("SecurityGroup", "new"), ("NetworkInterface", "")], plan.Changes.Select(change => (change.Type, change.Name)));
        Assert.StartsWith($"SecurityGroups: '{_web}' became '", Assert.Single(plan.Changes[1].Details), StringComparison.Ordinal);
        _home.Do(Import(text, FileFormat.Yaml));
        Assert.Equal(["new", "web"], Primary().SecurityGroupIds.Select(id => _home.World.Groups[id].Name));
    }

    [Fact]
    public void A_group_that_the_file_unbinds_can_go_with_it()
    {
        var file = Home.Read("SecurityGroups: [{Name: admin}]\nBindings: [{Instance: server, SecurityGroups: [admin]}]", FileFormat.Yaml);
        _home.Do(new ImportSecurityGroups(file.Groups, RemoveOthers: true, Preview: false) { Bindings = file.Bindings });
        Assert.Equal([_admin], _home.World.Groups.Keys);
        Assert.Equal([_admin], Primary().SecurityGroupIds);
    }

    [Fact]
    public void Every_fault_is_told_at_its_place()
    {
        string text = $$"""
            SecurityGroups: []
            Bindings:
            - SecurityGroups: [web]
            - Instance: nobody
              SecurityGroups: [web]
            - Instance: server
              NetworkInterface: {{Primary().Id}}
              SecurityGroups: [web]
            - Instance: server
            - Instance: server
              SecurityGroups: [web, nothing, web, sg-zzzzzzzz]
            - Instance: server
              SecurityGroups: []
            - NetworkInterface: eni-zzzzzzzz
              SecurityGroups: [web]
            - Instance: server
              SecurityGroups: [web]
            - Instance: nobody
              SecurityGroups: [web, nothing, sg-zzzzzzzz, ""]
            """;
        var file = Home.Read(text, FileFormat.Yaml);
        var before = _home.World;
        var refusals = _home.Try(new ImportSecurityGroups(file.Groups, false, false) { Bindings = file.Bindings }).Refusals;
        Assert.Equal(
            [(3, RefusalKind.Missing), (4, RefusalKind.InstanceNotFound), (6, RefusalKind.Coexist), (9, RefusalKind.Missing), (11, RefusalKind.Duplicate), (11, RefusalKind.GroupNotFound), (11, RefusalKind.GroupNotFound), (13, RefusalKind.InvalidValue), (14, RefusalKind.InterfaceNotFound), (16, RefusalKind.Duplicate), (18, RefusalKind.InstanceNotFound), (19, RefusalKind.Missing), (19, RefusalKind.GroupNotFound), (19, RefusalKind.GroupNotFound)],
            refusals.Select(refusal => (file.Place(refusal).Position.Line, refusal.Kind)).Order());
        Assert.Same(before, _home.World);
    }

    [Theory]
    [InlineData("""{"SecurityGroups":[],"Bindings":[{"Instance":"server","SecurityGroups":"web"}]}""")]
    [InlineData("""{"SecurityGroups":[],"Bindings":[{"Instance":"server","SecurityGroups":[{}]}]}""")]
    [InlineData("""{"SecurityGroups":[],"Bindings":[{"Instance":"server","SecurityGroups":[null]}]}""")]
    [InlineData("""{"SecurityGroups":[],"Bindings":[{"Instance":"server","Groups":["web"]}]}""")]
    [InlineData("""{"SecurityGroups":[],"Bindings":{}}""")]
    public void What_is_not_of_its_form_is_a_fault(string text) => Assert.NotEqual(0, SecurityGroupFile.Read(text, FileFormat.Json).FaultCount);

    private Instance Register(string name, params string[] groups) => _home.Do(new RegisterInstances(
        [
            new InstanceSpec
            {
                InstanceName = name,
                SecurityGroupIds = [.. groups],
                NetworkInterfaces = [new InterfaceSpec { Device = $"veth{_home.World.Interfaces.Count}" }, new InterfaceSpec { Device = $"veth{_home.World.Interfaces.Count + 1}", SecurityGroupIds = [] }],
            },
        ],
        "here"))[0];

    private NetworkInterface Primary() => _home.World.Interfaces[_server.InterfaceIds[0]];

    private string Bindings() => string.Join('\n', _home.World.Interfaces.Values.OrderBy(nic => nic.Id, StringComparer.Ordinal).Select(nic => $"{nic.Id} {string.Join(' ', nic.SecurityGroupIds)}"));

    private static ImportSecurityGroups Import(string text, FileFormat format, bool preview = false)
    {
        var file = Home.Read(text, format);
        return new ImportSecurityGroups(file.Groups, RemoveOthers: false, preview) { Templates = file.Templates, Bindings = file.Bindings };
    }
}
