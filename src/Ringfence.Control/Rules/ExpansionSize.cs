using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>How many rules a group has when templates are expanded: addresses × services for each (reference A.9). A literal or a group counts as one.</summary>
/// <param name="world">The world whose templates count.</param>
/// <param name="changed">A template as it will be, in the place of the world's.</param>
internal sealed class ExpansionSize(World world, ParameterTemplate? changed = null)
{
    private readonly Dictionary<string, long> _known = [];

    public long Of(SecurityGroup group) => group.Ingress.Concat(group.Egress).Sum(rule => Of(rule.Rule));

    private long Of(SecurityRule rule) =>
        (rule.Peer is TemplatePeer peer ? Of(peer.TemplateId) : 1) * (rule.Service is TemplateService service ? Of(service.TemplateId) : 1);

    private long Of(string templateId)
    {
        if (_known.TryGetValue(templateId, out long size))
            return size;
        var template = changed?.Id == templateId ? changed : world.Templates.GetValueOrDefault(templateId);
        size = template is null ? 0 : template.Kind.MemberKind() is null ? template.Members.Length : template.MemberIds.Sum(Of);
        return _known[templateId] = size;
    }
}
