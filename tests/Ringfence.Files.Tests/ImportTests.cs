using Ringfence.Control.Commands;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Tests;

public sealed class ImportTests
{
    private readonly Home _home = new();

    [Fact]
    public void What_a_command_finds_is_told_at_its_place_in_the_file()
    {
        const string text = """
            SecurityGroups:
            - Name: web
              Ingress:
              - Action: ACCEPT
                Protocol: TCP
                Port: 99999
                CidrBlock: 10.0.0.0/33
              - Action: MAYBE
                SecurityGroup: nobody
            """;
        var file = Home.Read(text, FileFormat.Yaml);
        var faults = _home.Try(new ImportSecurityGroups(file.Groups, false, false)).Refusals.Select(file.Place).Select(fault => (fault.Position.Line, fault.Position.Column));
        Assert.Equal([(6, 11), (7, 16), (8, 13), (9, 20)], faults.Order());
        Assert.Empty(_home.Groups());
    }

    [Fact]
    public void Groups_name_each_other_by_id_of_the_file_or_by_name_also_forwards()
    {
        var file = Home.Read("""
            {"SecurityGroups":[
              {"Id":"sg-aaaaaaaa","Name":"front","Ingress":[{"Action":"ACCEPT","SecurityGroup":"back"}]},
              {"Name":"back","Ingress":[{"Action":"ACCEPT","SecurityGroup":"sg-aaaaaaaa"},{"Action":"DROP","SecurityGroup":"back"}]}]}
            """, FileFormat.Json);
        var plan = _home.Do(new ImportSecurityGroups(file.Groups, false, false));
        Assert.Equal(2, plan.Changes.Length);
        var front = _home.Groups().Single(group => group.Name == "front");
        var back = _home.Groups().Single(group => group.Name == "back");
        Assert.Equal("sg-aaaaaaaa", front.Id);
        Assert.Equal(back.Id, ((GroupPeer)front.Ingress[0].Rule.Peer).GroupId);
        Assert.Equal([front.Id, back.Id], back.Ingress.Select(rule => ((GroupPeer)rule.Rule.Peer).GroupId));
        Assert.Equal([1, 1], _home.Groups().Select(group => group.PolicyVersion));
    }

    [Fact]
    public void A_name_that_the_file_defines_means_its_own_also_when_others_have_it()
    {
        var web = _home.Do(new CreateSecurityGroup("web", "", null, [], new RuleSetSpec(null, [Rule("80")], [])));
        var offices = _home.Do(new CreateTemplate(Control.Worlds.TemplateKind.Address, "offices", [new MemberSpec("10.0.0.0/8", "")], "Members", []));
        var db = _home.Do(new CreateSecurityGroup("db", "", null, [], new RuleSetSpec(null, [new RuleSpec { Action = "ACCEPT", SecurityGroupId = web.Id }, new RuleSpec { Action = "DROP", AddressTemplateId = offices.Id }], [])));
        _home.Do(new RegisterInstances([new InstanceSpec { InstanceName = "server", SecurityGroupIds = [web.Id], NetworkInterfaces = [new InterfaceSpec { Device = "veth0" }] }], "h"));
        string text = _home.Export(FileFormat.Yaml, byName: true, withBindings: true);
        _home.Do(new CloneSecurityGroup(web.Id, null, null, null, null, [], false));
        _home.Do(new CreateTemplate(Control.Worlds.TemplateKind.Address, "offices", [new MemberSpec("192.0.2.0/24", "")], "Members", []));
        Assert.Equal(2, _home.Groups().Count(group => group.Name == "web"));

        var file = Home.Read(text, FileFormat.Yaml);
        Assert.Contains("SecurityGroup: web", text, StringComparison.Ordinal);
        Assert.Contains("AddressTemplate: offices", text, StringComparison.Ordinal);
        Assert.Empty(_home.Do(new ImportSecurityGroups(file.Groups, false, true) { Templates = file.Templates, Bindings = file.Bindings }).Changes);

        // What the file does not define must be one only, and that is all there is to say of it.
        var other = Home.Read("SecurityGroups:\n- Name: new\n  Ingress:\n  - {Action: ACCEPT, SecurityGroup: web}\n  - {Action: DROP, AddressTemplate: offices}\n  - {Action: DROP, AddressTemplate: offices, CidrBlock: 10.0.0.1}", FileFormat.Yaml);
        string[] faults = [.. _home.Try(new ImportSecurityGroups(other.Groups, false, false)).Refusals.Select(refusal => refusal.Message)];
        Assert.Equal(4, faults.Length);
        Assert.StartsWith("SecurityGroups.0.Ingress.0.SecurityGroup: 2 groups of project 0 are called 'web'", faults[0], StringComparison.Ordinal);
        Assert.StartsWith("SecurityGroups.0.Ingress.1.AddressTemplate: 2 ", faults[1], StringComparison.Ordinal);
        Assert.EndsWith("CidrBlock, Ipv6CidrBlock, SecurityGroup, AddressTemplate and AddressTemplateGroup exclude each other.", faults[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_rules_are_told_in_the_names_of_the_document()
    {
        var file = Home.Read($"SecurityGroups:\n- Name: a\n  Ingress:\n  - {{}}\n  - Action: DROP\n    SecurityGroup: sg-zzzzzzzz\n    Description: {new string('x', 101)}\n  - Action: DROP\n    AddressTemplateGroup: ipmg-zzzzzzzz\n", FileFormat.Yaml);
        var refusals = _home.Try(new ImportSecurityGroups(file.Groups, false, false)).Refusals;
        Assert.Equal([(4, ""), (4, ".Action"), (6, ".SecurityGroup"), (7, ".Description"), (9, ".AddressTemplateGroup")], refusals.Select(refusal => (file.Place(refusal).Position.Line, refusal.Parameter["SecurityGroups.0.Ingress.0".Length..])).Order());
        Assert.Contains("SecurityGroups.0.Ingress.0: a rule needs a peer: CidrBlock, Ipv6CidrBlock, SecurityGroup, AddressTemplate or AddressTemplateGroup.", refusals.Select(refusal => refusal.Message));
    }

    [Fact]
    public void A_direction_that_is_not_given_stays_and_one_that_is_empty_goes()
    {
        var group = _home.Do(new CreateSecurityGroup("web", "", null, [], new RuleSetSpec(null, [Rule("80")], [Rule("443")])));
        _home.Do(new ImportSecurityGroups(Home.Read($"SecurityGroups: [{{Id: {group.Id}, Ingress: []}}]", FileFormat.Yaml).Groups, false, false));
        Assert.Empty(_home.World.Groups[group.Id].Ingress);
        Assert.Single(_home.World.Groups[group.Id].Egress);
        Assert.Equal(2, _home.World.Groups[group.Id].PolicyVersion);
    }

    [Fact]
    public void A_preview_tells_what_is_made_changed_and_removed_and_does_nothing()
    {
        var kept = _home.Do(new CreateSecurityGroup("kept", "", null, [], null));
        var removed = _home.Do(new CreateSecurityGroup("removed", "", null, [], null));
        var before = _home.World;
        var file = Home.Read("SecurityGroups: [{Name: kept, Description: changed}, {Name: made}]", FileFormat.Yaml);
        var plan = _home.Do(new ImportSecurityGroups(file.Groups, RemoveOthers: true, Preview: true));
        Assert.Equal([("Modify", "kept"), ("Create", "made"), ("Delete", "removed")], plan.Changes.Select(change => (change.Operation.ToString(), change.Name)));
        Assert.Same(before, _home.World);
        _home.Do(new ImportSecurityGroups(file.Groups, true, false));
        Assert.DoesNotContain(removed.Id, _home.World.Groups.Keys);
        Assert.Equal("changed", _home.World.Groups[kept.Id].Description);
    }

    [Fact]
    public void What_is_in_use_is_not_removed()
    {
        var used = _home.Do(new CreateSecurityGroup("used", "", null, [], null));
        var named = _home.Do(new CreateSecurityGroup("named", "", null, [], null));
        _home.Do(new RegisterInstances([new InstanceSpec { SecurityGroupIds = [used.Id], NetworkInterfaces = [new InterfaceSpec { Device = "veth0" }] }], "h"));
        var file = Home.Read($"SecurityGroups: [{{Name: new, Ingress: [{{Action: DROP, SecurityGroup: {named.Id}}}]}}]", FileFormat.Yaml);
        var refusals = _home.Try(new ImportSecurityGroups(file.Groups, true, false)).Refusals;
        Assert.Equal([RefusalKind.GroupInUse, RefusalKind.GroupInUse], refusals.Select(refusal => refusal.Kind));
        Assert.Contains(refusals, refusal => refusal.Message.Contains(used.Id, StringComparison.Ordinal));
        Assert.Contains(refusals, refusal => refusal.Message.Contains(named.Id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[{Description: x}]", RefusalKind.Missing)]
    [InlineData("[{Name: a, Id: sg-1}]", RefusalKind.Malformed)]
    [InlineData("[{Name: a, ProjectId: x}]", RefusalKind.InvalidValue)]
    [InlineData("[{Name: a, Id: sg-aaaaaaaa}, {Name: b, Id: sg-aaaaaaaa}]", RefusalKind.Duplicate)]
    [InlineData("[{Name: twice}, {Name: twice}]", RefusalKind.Duplicate)]
    [InlineData("[{Name: a, IsDefault: true}, {Name: b, IsDefault: true}]", RefusalKind.Duplicate)]
    [InlineData("[{Name: a, Ingress: [{Action: DROP, CidrBlock: 10.0.0.1}, {Action: DROP, CidrBlock: 10.0.0.1}]}]", RefusalKind.DuplicateRule)]
    [InlineData("[{Name: a, Tags: [{Key: k}, {Key: k}]}]", RefusalKind.Duplicate)]
    public void What_makes_no_sense_is_refused(string groups, RefusalKind kind)
    {
        _home.Do(new CreateSecurityGroup("twice", "", null, [], null));
        var file = Home.Read($"SecurityGroups: {groups}", FileFormat.Yaml);
        Assert.Contains(kind, _home.Try(new ImportSecurityGroups(file.Groups, false, false)).Refusals.Select(refusal => refusal.Kind));
    }

    [Fact]
    public void A_name_that_means_two_groups_is_not_guessed()
    {
        _home.Do(new CreateSecurityGroup("web", "", null, [], null));
        _home.Do(new CreateSecurityGroup("web", "", null, [], null));
        var file = Home.Read("SecurityGroups: [{Name: web}]", FileFormat.Yaml);
        Assert.Contains("2 groups", Assert.Single(_home.Try(new ImportSecurityGroups(file.Groups, false, false)).Refusals).Message, StringComparison.Ordinal);
    }

    private static RuleSpec Rule(string port) => new() { Protocol = "TCP", Port = port, CidrBlock = "10.0.0.0/8", Action = "ACCEPT" };
}
