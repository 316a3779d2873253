using Ringfence.Control.Worlds;

namespace Ringfence.Files;

/// <summary>Which templates go into a file, in the order of their kinds and names.</summary>
internal static class NeededTemplates
{
    /// <summary>Every template of a scope.</summary>
    public static IReadOnlyList<ParameterTemplate> All(World world, Scope scope) =>
        Ordered(world.TemplatesByScope.GetValueOrDefault(scope, []).Select(id => world.Templates[id]));

    /// <summary>Those that rules of the groups name, and those that they hold.</summary>
    public static IReadOnlyList<ParameterTemplate> Of(World world, IEnumerable<SecurityGroup> groups)
    {
        var named = groups.SelectMany(group => group.ReferencedTemplates()).Distinct().Select(id => world.Templates[id]).ToList();
        return Ordered(named.Concat(named.SelectMany(template => template.MemberIds).Select(id => world.Templates[id])).Distinct());
    }

    private static ParameterTemplate[] Ordered(IEnumerable<ParameterTemplate> templates) =>
        [.. templates.OrderBy(template => template.Kind).ThenBy(template => template.Name, StringComparer.Ordinal).ThenBy(template => template.Id, StringComparer.Ordinal)];
}
