using System.Text;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Terraform;

/// <summary>
/// Writes groups and templates for the vendor's Terraform provider: a <c>tencentcloud_security_group</c> and a <c>tencentcloud_security_group_rule_set</c> for each group. What is
/// written is named by reference, anything else by its id.
/// </summary>
internal sealed class TerraformWriter(IReadOnlyList<ParameterTemplate> templates, IReadOnlyList<SecurityGroup> groups)
{
    private readonly HashSet<string> _written = [.. groups.Select(group => group.Id), .. templates.Select(template => template.Id)];
    private readonly StringBuilder _text = new();

    public string Write()
    {
        foreach (var template in templates)
            WriteTemplate(Begin(), template);
        foreach (var group in groups)
        {
            WriteGroup(Begin(), group);
            WriteRules(Begin(), group);
        }

        return _text.ToString();
    }

    private StringBuilder Begin() => _text.Length == 0 ? _text : _text.Append('\n');

    private void WriteTemplate(StringBuilder text, ParameterTemplate template)
    {
        text.Append("resource \"").Append(Resource(template.Id)).Append("\" \"").Append(Name(template.Id)).Append("\" {\n");
        Attribute(text, 2, "name", Quoted(template.Name));
        string list = template.Kind switch
        {
            TemplateKind.Address => "addresses",
            TemplateKind.Service => "protocols",
            _ => "template_ids",
        };
        Attribute(text, 2, list, $"[{string.Join(", ", template.Members.Select(member => template.Kind.MemberKind() is null ? Quoted(member.Text) : Reference(member.Text)))}]");
        text.Append("}\n");
    }

    private static void WriteGroup(StringBuilder text, SecurityGroup group)
    {
        // The provider knows no modes.
        if (group.Mode == GroupMode.Observe)
            text.Append("# In observe mode: its rules decide nothing.\n");
        text.Append("resource \"tencentcloud_security_group\" \"").Append(Name(group.Id)).Append("\" {\n");
        Attribute(text, 2, "name", Quoted(group.Name));
        if (group.Description.Length > 0)
            Attribute(text, 2, "description", Quoted(group.Description));
        if (group.ProjectId != "0")
            Attribute(text, 2, "project_id", group.ProjectId);
        if (!group.Tags.IsEmpty)
        {
            text.Append("  tags = {\n");
            foreach (var tag in group.Tags)
                Attribute(text, 4, Quoted(tag.Key), Quoted(tag.Value));
            text.Append("  }\n");
        }

        text.Append("}\n");
    }

    private void WriteRules(StringBuilder text, SecurityGroup group)
    {
        text.Append("resource \"tencentcloud_security_group_rule_set\" \"").Append(Name(group.Id)).Append("\" {\n");
        Attribute(text, 2, "security_group_id", Reference(group.Id));
        foreach (var rule in group.Ingress)
            WriteRule(text, "ingress", rule);
        foreach (var rule in group.Egress)
            WriteRule(text, "egress", rule);
        text.Append("}\n");
    }

    private void WriteRule(StringBuilder text, string block, GroupRule rule)
    {
        text.Append("\n  ").Append(block).Append(" {\n");
        Attribute(text, 4, "action", Quoted(rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP"));
        Given(text, "protocol", rule.Text.Protocol.ToUpperInvariant());
        Given(text, "port", rule.Text.Port);
        Named(text, TemplateKinds.Of(rule.Text.ServiceTemplateId) == TemplateKind.Service ? "service_template_id" : "service_template_group", rule.Text.ServiceTemplateId);
        Given(text, "cidr_block", rule.Text.CidrBlock);
        Given(text, "ipv6_cidr_block", rule.Text.Ipv6CidrBlock);
        Named(text, "source_security_id", rule.Text.SecurityGroupId);
        Named(text, TemplateKinds.Of(rule.Text.AddressTemplateId) == TemplateKind.Address ? "address_template_id" : "address_template_group", rule.Text.AddressTemplateId);
        Given(text, "description", rule.Description);
        text.Append("  }\n");
    }

    private void Named(StringBuilder text, string name, string id)
    {
        if (id.Length > 0)
            Attribute(text, 4, name, Reference(id));
    }

    private string Reference(string id) => _written.Contains(id) ? $"{Resource(id)}.{Name(id)}.id" : Quoted(id);

    private static string Resource(string id) => TemplateKinds.Of(id) switch
    {
        TemplateKind.Address => "tencentcloud_address_template",
        TemplateKind.AddressGroup => "tencentcloud_address_template_group",
        TemplateKind.Service => "tencentcloud_protocol_template",
        TemplateKind.ServiceGroup => "tencentcloud_protocol_template_group",
        _ => "tencentcloud_security_group",
    };

    private static void Given(StringBuilder text, string name, string value)
    {
        if (value.Length > 0)
            Attribute(text, 4, name, Quoted(value));
    }

    private static void Attribute(StringBuilder text, int indent, string name, string value) => text.Append(' ', indent).Append(name).Append(" = ").Append(value).Append('\n');

    private static string Name(string id) => id.Replace('-', '_');

    /// <summary>A quoted template of HCL in which nothing is interpolated.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder(text.Length + 2).Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (c is '$' or '%' && i + 1 < text.Length && text[i + 1] == '{')
                quoted.Append(c).Append(c);
            else if (char.IsControl(c))
                quoted.Append("\\u").Append(((int)c).ToString("x4", null));
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }
}
