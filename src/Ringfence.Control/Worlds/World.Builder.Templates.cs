using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <content>The fold of templates.</content>
public sealed partial class World
{
    private sealed partial class Builder
    {
        private readonly ImmutableDictionary<string, ParameterTemplate>.Builder _templates = before.Templates.ToBuilder();
        private readonly SetIndex<Scope> _templatesByScope = new(before.TemplatesByScope);
        private readonly SetIndex<string> _groupsByTemplate = new(before.GroupsByTemplate);
        private readonly SetIndex<string> _holders = new(before.TemplateGroupsByTemplate);
        private readonly HashSet<string> _touchedTemplates = [];

        private void Put(ParameterTemplate template)
        {
            _templates[template.Id] = template;
            _touchedTemplates.Add(template.Id);
        }

        private void DeleteTemplate(string id)
        {
            _templates.Remove(id);
            _touchedTemplates.Add(id);
        }

        private void IndexTemplates()
        {
            foreach (string id in _touchedTemplates)
            {
                if (before.Templates.TryGetValue(id, out var old))
                {
                    _templatesByScope.Remove(old.Scope, id);
                    foreach (string member in old.MemberIds)
                        _holders.Remove(member, id);
                }

                if (_templates.TryGetValue(id, out var now))
                {
                    _templatesByScope.Add(now.Scope, id);
                    foreach (string member in now.MemberIds)
                        _holders.Add(member, id);
                }
            }
        }
    }
}
