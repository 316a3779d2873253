using System.Text;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files.Terraform;

/// <summary>
/// Writes groups for the vendor's Terraform provider: a <c>tencentcloud_security_group</c> and a <c>tencentcloud_security_group_rule_set</c> each. Groups that are written
/// are named by reference, others by their id.
/// </summary>
internal static class TerraformWriter
{
    public static string Write(IReadOnlyList<SecurityGroup> groups)
    {
        var written = groups.Select(group => group.Id).ToHashSet();
        var text = new StringBuilder();
        foreach (var group in groups)
        {
            if (text.Length > 0)
                text.Append('\n');
            WriteGroup(text, group);
            WriteRules(text.Append('\n'), group, written);
        }

        return text.ToString();
    }

    private static void WriteGroup(StringBuilder text, SecurityGroup group)
    {
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

    private static void WriteRules(StringBuilder text, SecurityGroup group, HashSet<string> written)
    {
        text.Append("resource \"tencentcloud_security_group_rule_set\" \"").Append(Name(group.Id)).Append("\" {\n");
        Attribute(text, 2, "security_group_id", $"tencentcloud_security_group.{Name(group.Id)}.id");
        foreach (var rule in group.Ingress)
            WriteRule(text, "ingress", rule, written);
        foreach (var rule in group.Egress)
            WriteRule(text, "egress", rule, written);
        text.Append("}\n");
    }

    private static void WriteRule(StringBuilder text, string block, GroupRule rule, HashSet<string> written)
    {
        text.Append("\n  ").Append(block).Append(" {\n");
        Attribute(text, 4, "action", Quoted(rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP"));
        Given(text, "protocol", rule.Text.Protocol.ToUpperInvariant());
        Given(text, "port", rule.Text.Port);
        Given(text, "cidr_block", rule.Text.CidrBlock);
        Given(text, "ipv6_cidr_block", rule.Text.Ipv6CidrBlock);
        if (written.Contains(rule.Text.SecurityGroupId))
            Attribute(text, 4, "source_security_id", $"tencentcloud_security_group.{Name(rule.Text.SecurityGroupId)}.id");
        else
            Given(text, "source_security_id", rule.Text.SecurityGroupId);
        Given(text, "description", rule.Description);
        text.Append("  }\n");
    }

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
