using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Files;

/// <summary>Writes groups as the document. What is empty is left out, but never a list of rules: one that is not there would be left as it is.</summary>
internal sealed class GroupDocumentWriter(PeerNames names)
{
    private static readonly FilePosition Nowhere = new(0, 0);

    public FileNode Write(IEnumerable<SecurityGroup> groups) => Object(
        (GroupDocument.Format, Text(GroupDocument.FormatName)),
        (GroupDocument.Groups, List(groups, Group)));

    private FileNode Group(SecurityGroup group) => Object(
        (GroupDocument.Group.Id, Text(group.Id)),
        (GroupDocument.Group.Name, Text(group.Name)),
        (GroupDocument.Group.Description, Text(group.Description)),
        (GroupDocument.Group.ProjectId, Text(group.ProjectId)),
        (GroupDocument.Group.IsDefault, group.IsDefault ? Text("true") : null),
        (GroupDocument.Group.Tags, List(group.Tags, Tag)),
        (GroupDocument.Group.Ingress, List(group.Ingress, Rule)),
        (GroupDocument.Group.Egress, List(group.Egress, Rule)));

    private static FileNode Tag(Tag tag) => Object((GroupDocument.Tag.Key, Text(tag.Key)), (GroupDocument.Tag.Value, Text(tag.Value)));

    private FileNode Rule(GroupRule rule) => Object(
        (GroupDocument.Rule.Action, Text(rule.Rule.Action == RuleAction.Accept ? "ACCEPT" : "DROP")),
        (GroupDocument.Rule.Protocol, Given(rule.Text.Protocol)),
        (GroupDocument.Rule.Port, Given(rule.Text.Port)),
        (GroupDocument.Rule.CidrBlock, Given(rule.Text.CidrBlock)),
        (GroupDocument.Rule.Ipv6CidrBlock, Given(rule.Text.Ipv6CidrBlock)),
        (GroupDocument.Rule.SecurityGroup, Given(names.Of(rule.Text.SecurityGroupId))),
        (GroupDocument.Rule.Description, Given(rule.Description)));

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
