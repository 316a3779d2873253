using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>Reads the document out of nodes. What is there and has the right form is taken, everything else is a fault; a name that the document does not have is one too.</summary>
internal sealed class GroupDocumentReader(FileFaults faults, FilePlaces places)
{
    /// <summary>The templates, after <see cref="Read"/>.</summary>
    public ImmutableArray<TemplateImport> Templates { get; private set; } = [];

    /// <summary>The bindings, after <see cref="Read"/>.</summary>
    public ImmutableArray<BindingImport> Bindings { get; private set; } = [];

    public ImmutableArray<GroupImport> Read(FileNode root)
    {
        if (AsObject(root, "", "the document") is not { } document)
            return [];
        AllowOnly(document, "", GroupDocument.Members);
        if (Text(document, GroupDocument.Format, "") is { } format && format != GroupDocument.FormatName)
            faults.Add(document.Find(GroupDocument.Format)!.Position, GroupDocument.Format, $"{Faults.Show(format)} is another format; this one is {GroupDocument.FormatName}.");
        if (document.Find(GroupDocument.Groups) is null)
            faults.Add(document.Position, "", $"The document has no {GroupDocument.Groups}.");
        Templates = [.. GroupDocument.TemplateLists.SelectMany(list => List(document, list.Name, "", (node, path) => Template(node, path, list.Kind)) ?? [])];
        Bindings = List(document, GroupDocument.Bindings, "", Binding) ?? [];
        return List(document, GroupDocument.Groups, "", Group) ?? [];
    }

    private TemplateImport Template(ObjectNode node, string path, TemplateKind kind)
    {
        AllowOnly(node, path, GroupDocument.Template.Names);
        return new TemplateImport
        {
            Path = path,
            Kind = kind,
            Id = Text(node, GroupDocument.Template.Id, path),
            Name = Text(node, GroupDocument.Template.Name, path),
            Tags = List(node, GroupDocument.Template.Tags, path, Tag),
            Members = List(node, GroupDocument.Template.Members, path, Member),
        };
    }

    private MemberSpec Member(ObjectNode node, string path)
    {
        AllowOnly(node, path, GroupDocument.Member.Members);
        return new MemberSpec(Text(node, GroupDocument.Member.Value, path) ?? "", Text(node, GroupDocument.Member.Description, path));
    }

    private GroupImport Group(ObjectNode node, string path)
    {
        AllowOnly(node, path, GroupDocument.Group.Members);
        return new GroupImport
        {
            Path = path,
            Id = Text(node, GroupDocument.Group.Id, path),
            Name = Text(node, GroupDocument.Group.Name, path),
            Description = Text(node, GroupDocument.Group.Description, path),
            ProjectId = Text(node, GroupDocument.Group.ProjectId, path),
            IsDefault = Boolean(node, GroupDocument.Group.IsDefault, path),
            Mode = Text(node, GroupDocument.Group.Mode, path),
            Tags = List(node, GroupDocument.Group.Tags, path, Tag),
            Ingress = List(node, GroupDocument.Group.Ingress, path, Rule),
            Egress = List(node, GroupDocument.Group.Egress, path, Rule),
        };
    }

    private BindingImport Binding(ObjectNode node, string path)
    {
        AllowOnly(node, path, GroupDocument.Binding.Members);
        return new BindingImport
        {
            Path = path,
            Instance = Text(node, GroupDocument.Binding.Instance, path),
            NetworkInterface = Text(node, GroupDocument.Binding.NetworkInterface, path),
            SecurityGroups = Texts(node, GroupDocument.Binding.SecurityGroups, path),
        };
    }

    private Tag Tag(ObjectNode node, string path)
    {
        AllowOnly(node, path, GroupDocument.Tag.Members);
        return new Tag(Text(node, GroupDocument.Tag.Key, path) ?? "", Text(node, GroupDocument.Tag.Value, path) ?? "");
    }

    private RuleSpec Rule(ObjectNode node, string path)
    {
        AllowOnly(node, path, GroupDocument.Rule.Members);
        return new RuleSpec
        {
            Action = Text(node, GroupDocument.Rule.Action, path),
            Protocol = Text(node, GroupDocument.Rule.Protocol, path),
            Port = Text(node, GroupDocument.Rule.Port, path),
            ServiceTemplateId = Text(node, GroupDocument.Rule.ServiceTemplate, path),
            ServiceTemplateGroupId = Text(node, GroupDocument.Rule.ServiceTemplateGroup, path),
            CidrBlock = Text(node, GroupDocument.Rule.CidrBlock, path),
            Ipv6CidrBlock = Text(node, GroupDocument.Rule.Ipv6CidrBlock, path),
            SecurityGroupId = Text(node, GroupDocument.Rule.SecurityGroup, path),
            AddressTemplateId = Text(node, GroupDocument.Rule.AddressTemplate, path),
            AddressTemplateGroupId = Text(node, GroupDocument.Rule.AddressTemplateGroup, path),
            Description = Text(node, GroupDocument.Rule.Description, path),
        };
    }

    private ImmutableArray<T>? List<T>(ObjectNode parent, string name, string path, Func<ObjectNode, string, T> read)
    {
        var items = ImmutableArray.CreateBuilder<T>();
        bool given = Each(parent, name, path, (node, at) =>
        {
            // What is no object takes its place all the same, empty: the others keep theirs.
            if (AsObject(node, at, "each element") is { } item)
                items.Add(read(item, at));
            else if (faults.Count <= FileFaults.Listed)
                items.Add(read(new ObjectNode(node.Position, []), at));
        });
        return given ? items.DrainToImmutable() : null;
    }

    private ImmutableArray<string>? Texts(ObjectNode parent, string name, string path)
    {
        var texts = ImmutableArray.CreateBuilder<string>();
        bool given = Each(parent, name, path, (node, at) =>
        {
            texts.Add(AsText(node, at) ?? "");
        });
        return given ? texts.DrainToImmutable() : null;
    }

    /// <summary>Reads the elements of a list; false when there is none.</summary>
    private bool Each(ObjectNode parent, string name, string path, Action<FileNode, string> read)
    {
        if (parent.Find(name) is not { } node || node is ScalarNode { IsNull: true })
            return false;
        string own = Join(path, name);
        places.Add(own, node.Position);
        if (node is not ListNode list)
        {
            faults.Add(node.Position, own, "it must be a list.");
            return false;
        }

        for (int i = 0; i < list.Items.Count; i++)
            read(list.Items[i], Join(own, i.ToString(CultureInfo.InvariantCulture)));
        return true;
    }

    private ObjectNode? AsObject(FileNode node, string path, string what)
    {
        places.Add(path, node.Position);
        if (node is ObjectNode given)
            return given;
        faults.Add(node.Position, path, $"{what} must be an object with names and values.");
        return null;
    }

    private string? Text(ObjectNode parent, string name, string path) =>
        parent.Find(name) is not { } node || node is ScalarNode { IsNull: true } ? null : AsText(node, Join(path, name));

    private string? AsText(FileNode node, string path)
    {
        places.Add(path, node.Position);
        if (node is ScalarNode { IsNull: false } scalar)
            return scalar.Text;
        faults.Add(node.Position, path, "it must be a text.");
        return null;
    }

    private bool Boolean(ObjectNode parent, string name, string path)
    {
        if (Text(parent, name, path) is not { } text)
            return false;
        if (!bool.TryParse(text, out bool value))
            faults.Add(parent.Find(name)!.Position, Join(path, name), $"{Faults.Show(text)} is neither true nor false.");
        return value;
    }

    private void AllowOnly(ObjectNode node, string path, string[] names)
    {
        // A name that is misspelt must not be ignored: a rule without its Port is a rule for all ports.
        foreach (var member in node.Members.Where(member => !names.Contains(member.Name)))
            faults.Add(member.Position, path, $"{Faults.Show(member.Name)} is not known here; there are {string.Join(", ", names)}.");
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
