using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>Tells what a change made of a parameter template: its name, its tags, and each member that came, went or got other words.</summary>
internal static class TemplateLines
{
    public static ResourceChange Describe(ParameterTemplate? before, ParameterTemplate? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Tags", DetailLines.Tags(before?.Tags), DetailLines.Tags(after?.Tags));
        var old = Show(before);
        var now = Show(after);
        foreach (string member in old.Except(now))
            lines.Add($"Member removed: {member}");
        foreach (string member in now.Except(old))
            lines.Add($"Member added: {member}");
        return ResourceChange.Of(Type((after ?? before)!.Kind), before?.Id, after?.Id, before?.Name, after?.Name, lines);
    }

    /// <summary>A deletion of what was not there.</summary>
    public static ResourceChange Gone(string id) =>
        new(Type(TemplateKinds.Of(id) ?? TemplateKind.Address), id, "", ResourceOperation.Delete, []);

    private static string Type(TemplateKind kind) => kind switch
    {
        TemplateKind.Address => "AddressTemplate",
        TemplateKind.AddressGroup => "AddressTemplateGroup",
        TemplateKind.Service => "ServiceTemplate",
        _ => "ServiceTemplateGroup",
    };

    private static ImmutableArray<string> Show(ParameterTemplate? template) => template is null
        ? []
        : [.. template.Members.Select(member => member.Description.Length == 0 ? member.Text : $"{member.Text} {Faults.Show(member.Description)}")];
}
