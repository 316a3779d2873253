using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files;

/// <summary>Writes groups as the document. What is empty is left out, but never a list of rules or a mode: what is not there would be left as it is.</summary>
internal sealed class GroupDocumentWriter(PeerNames names)
{
    private static readonly FilePosition Nowhere = new(0, 0);

    public FileNode Write(IReadOnlyCollection<ParameterTemplate> templates, IEnumerable<SecurityGroup> groups, IReadOnlyCollection<NamedBinding>? bindings) => Object(
        [
            (GroupDocument.Format, Text(GroupDocument.FormatName)),
            .. GroupDocument.TemplateLists.Select(list => (list.Name, Templates(templates, list.Kind))),
            (GroupDocument.Groups, List(groups, Group)),
            (GroupDocument.Bindings, bindings is null ? null : List(bindings, Binding)),
        ]);

    private FileNode? Templates(IReadOnlyCollection<ParameterTemplate> templates, TemplateKind kind)
    {
        ParameterTemplate[] ofKind = [.. templates.Where(template => template.Kind == kind)];
        return ofKind.Length == 0 ? null : List(ofKind, Template);
    }

    private FileNode Template(ParameterTemplate template) => Object(
        (GroupDocument.Template.Id, Text(template.Id)),
        (GroupDocument.Template.Name, Text(template.Name)),
        (GroupDocument.Template.Tags, List(template.Tags, Tag)),
        (GroupDocument.Template.Members, List(template.Members, Member)));

    private FileNode Member(TemplateMember member) => Object(
        (GroupDocument.Member.Value, Text(names.Of(member.Text))), (GroupDocument.Member.Description, Given(member.Description)));

    private FileNode Group(SecurityGroup group) => Object(
        (GroupDocument.Group.Id, Text(group.Id)),
        (GroupDocument.Group.Name, Text(group.Name)),
        (GroupDocument.Group.Description, Text(group.Description)),
        (GroupDocument.Group.ProjectId, Text(group.ProjectId)),
        (GroupDocument.Group.IsDefault, group.IsDefault ? Text("true") : null),
        (GroupDocument.Group.Mode, Text(group.Mode.Text)),
        (GroupDocument.Group.Tags, List(group.Tags, Tag)),
        (GroupDocument.Group.Ingress, List(group.Ingress, Rule)),
        (GroupDocument.Group.Egress, List(group.Egress, Rule)));

    private static FileNode Binding(NamedBinding binding) => Object(
        (GroupDocument.Binding.Instance, Given(binding.Instance)),
        (GroupDocument.Binding.NetworkInterface, Given(binding.NetworkInterface)),
        (GroupDocument.Binding.SecurityGroups, List(binding.SecurityGroups, Text)));

    private static FileNode Tag(Tag tag) => Object((GroupDocument.Tag.Key, Text(tag.Key)), (GroupDocument.Tag.Value, Text(tag.Value)));

    private FileNode Rule(GroupRule rule) => Object(
        (GroupDocument.Rule.Action, Text(rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP")),
        (GroupDocument.Rule.Protocol, Given(rule.Text.Protocol)),
        (GroupDocument.Rule.Port, Given(rule.Text.Port)),
        (GroupDocument.Rule.ServiceTemplate, Template(rule.Text.ServiceTemplateId, TemplateKind.Service)),
        (GroupDocument.Rule.ServiceTemplateGroup, Template(rule.Text.ServiceTemplateId, TemplateKind.ServiceGroup)),
        (GroupDocument.Rule.CidrBlock, Given(rule.Text.CidrBlock)),
        (GroupDocument.Rule.Ipv6CidrBlock, Given(rule.Text.Ipv6CidrBlock)),
        (GroupDocument.Rule.SecurityGroup, Given(names.Of(rule.Text.SecurityGroupId))),
        (GroupDocument.Rule.AddressTemplate, Template(rule.Text.AddressTemplateId, TemplateKind.Address)),
        (GroupDocument.Rule.AddressTemplateGroup, Template(rule.Text.AddressTemplateId, TemplateKind.AddressGroup)),
        (GroupDocument.Rule.Description, Given(rule.Description)));

    private ScalarNode? Template(string id, TemplateKind kind) => TemplateKinds.Of(id) == kind ? Text(names.Of(id)) : null;

    private static ObjectNode Object(params ReadOnlySpan<(string Name, FileNode? Value)> members)
    {
        var given = new List<FileMember>(members.Length);
        foreach (var (name, value) in members)
        {
            if (value is not null)
                given.Add(new FileMember(Nowhere, name, value));
        }

        return new ObjectNode(Nowhere, given);
    }

    private static ListNode List<T>(IEnumerable<T> items, Func<T, FileNode> write) => new(Nowhere, [.. items.Select(write)]);

    private static ScalarNode Text(string text) => new(Nowhere, text);

    private static ScalarNode? Given(string text) => text.Length == 0 ? null : Text(text);
}
