using Ringfence.Control.Commands;

namespace Ringfence.Files.Tests;

public sealed class TemplateTests
{
    private const string File = """
        AddressTemplates:
        - {Id: ipm-aaaaaaaa, Name: offices, Members: [{Value: 10.0.0.1-10.0.0.9, Description: north}, {Value: 192.0.2.0/24}]}
        AddressTemplateGroups:
        - {Name: everywhere, Members: [{Value: offices}, {Value: ipm-aaaaaaaa}]}
        ServiceTemplates:
        - {Name: web, Members: [{Value: "TCP:80,443"}]}
        SecurityGroups:
        - Name: front
          Ingress:
          - {Action: ACCEPT, ServiceTemplate: web, AddressTemplate: offices}
        """;

    private readonly Home _home = new();

    [Fact]
    public void Templates_come_with_the_groups_that_name_them_and_name_each_other()
    {
        Import(File.Replace(", {Value: ipm-aaaaaaaa}]", "]", StringComparison.Ordinal));
        var offices = _home.World.Templates["ipm-aaaaaaaa"];
        Assert.Equal(["10.0.0.1-10.0.0.9", "192.0.2.0/24"], offices.Members.Select(member => member.Text));
        Assert.Equal("north", offices.Members[0].Description);
        var web = _home.Templates().Single(template => template.Name == "web");
        Assert.Equal(offices.Id, _home.Templates().Single(template => template.Name == "everywhere").Members[0].Text);
        Assert.Equal((offices.Id, web.Id), (_home.Groups().Single().Ingress[0].Text.AddressTemplateId, _home.Groups().Single().Ingress[0].Text.ServiceTemplateId));
    }

    [Fact]
    public void A_member_that_is_there_twice_is_told_at_its_place() => Assert.Equal(
        [(4, 50, RefusalKind.Duplicate)],
        Refusals(File).Select(fault => (fault.Place.Line, fault.Place.Column, fault.Kind)));

    [Theory]
    [InlineData("AddressTemplates: [{Members: []}]", RefusalKind.Missing)]
    [InlineData("AddressTemplates: [{Name: a, Members: [{Value: x}]}]", RefusalKind.Malformed)]
    [InlineData("AddressTemplates: [{Name: a, Id: ppm-aaaaaaaa}]", RefusalKind.Malformed)]
    [InlineData("AddressTemplates: [{Name: a, Id: ipm-aaaaaaaa}, {Name: b, Id: ipm-aaaaaaaa}]", RefusalKind.Duplicate)]
    [InlineData("AddressTemplateGroups: [{Name: a, Members: [{Value: nobody}]}]", RefusalKind.TemplateNotFound)]
    [InlineData("ServiceTemplates: [{Name: a, Members: [{Value: 'tcp:99999'}]}]", RefusalKind.InvalidValue)]
    public void What_makes_no_sense_is_refused(string templates, RefusalKind kind) =>
        Assert.Contains(kind, Refusals($"{templates}\nSecurityGroups: []").Select(fault => fault.Kind));

    [Fact]
    public void Only_the_templates_that_some_groups_need_come_with_them()
    {
        Import(File.Replace(", {Value: ipm-aaaaaaaa}]", "]", StringComparison.Ordinal));
        var plain = _home.Do(new CreateSecurityGroup("plain", "", null, [], null));
        Assert.DoesNotContain("Templates", SecurityGroupFile.Write(_home.World, Home.Scope, [plain], FileFormat.Json, false), StringComparison.Ordinal);
        string front = SecurityGroupFile.Write(_home.World, Home.Scope, _home.Groups().Where(group => group.Name == "front"), FileFormat.Json, false);
        Assert.Contains("offices", front, StringComparison.Ordinal);
        Assert.DoesNotContain("everywhere", front, StringComparison.Ordinal);
    }

    [Fact]
    public void Terraform_gets_the_provider_s_template_resources()
    {
        Import(File.Replace(", {Value: ipm-aaaaaaaa}]", "]", StringComparison.Ordinal));
        string text = _home.Export(FileFormat.Terraform);
        Assert.StartsWith(
            """
            resource "tencentcloud_address_template" "ipm_aaaaaaaa" {
              name = "offices"
              addresses = ["10.0.0.1-10.0.0.9", "192.0.2.0/24"]
            }

            resource "tencentcloud_address_template_group"
            """, text, StringComparison.Ordinal);
        Assert.Contains("template_ids = [tencentcloud_address_template.ipm_aaaaaaaa.id]", text, StringComparison.Ordinal);
        Assert.Contains("protocols = [\"tcp:80,443\"]", text, StringComparison.Ordinal);
        Assert.Contains("address_template_id = tencentcloud_address_template.ipm_aaaaaaaa.id", text, StringComparison.Ordinal);
        Assert.Contains("service_template_id = tencentcloud_protocol_template.", text, StringComparison.Ordinal);
    }

    private void Import(string text)
    {
        var file = Home.Read(text, FileFormat.Yaml);
        _home.Do(new ImportSecurityGroups(file.Groups, false, false) { Templates = file.Templates });
    }

    private IEnumerable<(RefusalKind Kind, FilePosition Place)> Refusals(string text)
    {
        var file = Home.Read(text, FileFormat.Yaml);
        var decision = _home.Try(new ImportSecurityGroups(file.Groups, false, false) { Templates = file.Templates });
        Assert.False(decision.IsAccepted);
        return decision.Refusals.Select(refusal => (refusal.Kind, file.Place(refusal).Position));
    }
}
