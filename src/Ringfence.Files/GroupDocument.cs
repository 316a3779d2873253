using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>The names of the document, the same in JSON and YAML.</summary>
internal static class GroupDocument
{
    public const string Format = "Format";

    /// <summary>What <see cref="Format"/> says. Another number would be another document.</summary>
    public const string FormatName = "ringfence-security-groups/1";

    public const string Groups = "SecurityGroups";

    public const string Bindings = "Bindings";

    public static readonly string[] Members = [Format, .. TemplateLists.Select(list => list.Name), Groups, Bindings];

    /// <summary>The lists of templates, those that others hold first.</summary>
    public static (string Name, TemplateKind Kind)[] TemplateLists =>
    [
        ("AddressTemplates", TemplateKind.Address), ("AddressTemplateGroups", TemplateKind.AddressGroup),
        ("ServiceTemplates", TemplateKind.Service), ("ServiceTemplateGroups", TemplateKind.ServiceGroup),
    ];

    public static class Template
    {
        public const string Id = "Id";
        public const string Name = "Name";
        public const string Tags = "Tags";
        public const string Members = "Members";

        public static readonly string[] Names = [Id, Name, Tags, Members];
    }

    public static class Member
    {
        public const string Value = "Value";
        public const string Description = "Description";

        public static readonly string[] Members = [Value, Description];
    }

    public static class Group
    {
        public const string Id = "Id";
        public const string Name = "Name";
        public const string Description = "Description";
        public const string ProjectId = "ProjectId";
        public const string IsDefault = "IsDefault";
        public const string Mode = "Mode";
        public const string Tags = "Tags";
        public const string Ingress = "Ingress";
        public const string Egress = "Egress";

        public static readonly string[] Members = [Id, Name, Description, ProjectId, IsDefault, Mode, Tags, Ingress, Egress];
    }

    public static class Binding
    {
        public const string Instance = "Instance";
        public const string NetworkInterface = "NetworkInterface";
        public const string SecurityGroups = "SecurityGroups";

        public static readonly string[] Members = [Instance, NetworkInterface, SecurityGroups];
    }

    public static class Tag
    {
        public const string Key = "Key";
        public const string Value = "Value";

        public static readonly string[] Members = [Key, Value];
    }

    public static class Rule
    {
        public const string Action = "Action";
        public const string Protocol = "Protocol";
        public const string Port = "Port";
        public const string ServiceTemplate = "ServiceTemplate";
        public const string ServiceTemplateGroup = "ServiceTemplateGroup";
        public const string CidrBlock = "CidrBlock";
        public const string Ipv6CidrBlock = "Ipv6CidrBlock";
        public const string SecurityGroup = "SecurityGroup";
        public const string AddressTemplate = "AddressTemplate";
        public const string AddressTemplateGroup = "AddressTemplateGroup";
        public const string Description = "Description";

        public static readonly string[] Members =
        [
            Action, Protocol, Port, ServiceTemplate, ServiceTemplateGroup, CidrBlock, Ipv6CidrBlock, SecurityGroup, AddressTemplate, AddressTemplateGroup, Description,
        ];
    }
}
