using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>Parameter templates, and who uses them.</content>
public sealed partial class World
{
    /// <summary>All templates of all kinds and scopes by id.</summary>
    public ImmutableDictionary<string, ParameterTemplate> Templates { get; private init; } = ImmutableDictionary<string, ParameterTemplate>.Empty;

    /// <summary>Template ids by scope.</summary>
    public ImmutableDictionary<Scope, ImmutableHashSet<string>> TemplatesByScope { get; private init; } =
        ImmutableDictionary<Scope, ImmutableHashSet<string>>.Empty;

    /// <summary>Security groups whose rules name a template, by the template's id.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> GroupsByTemplate { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Template groups that hold a template, by the template's id.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> TemplateGroupsByTemplate { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>A template of the scope.</summary>
    public bool TryGetTemplate(Scope scope, string id, [NotNullWhen(true)] out ParameterTemplate? template) =>
        Templates.TryGetValue(id, out template) && template.Scope == scope;

    /// <summary>The entries behind a template or a template group: addresses or services. None when it is not there.</summary>
    public IEnumerable<TemplateMember> Entries(string templateId)
    {
        if (!Templates.TryGetValue(templateId, out var template))
            return [];
        return template.Kind.MemberKind() is null ? template.Members : template.MemberIds.SelectMany(Entries);
    }

    /// <summary>The security groups whose rules name a template, or a template group that holds it. Each once.</summary>
    public IEnumerable<string> GroupsUsingTemplate(string templateId)
    {
        var direct = GroupsByTemplate.GetValueOrDefault(templateId, []);
        return TemplateGroupsByTemplate.TryGetValue(templateId, out var holders)
            ? holders.SelectMany(holder => GroupsByTemplate.GetValueOrDefault(holder, [])).Concat(direct).Distinct()
            : direct;
    }
}
