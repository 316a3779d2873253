using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Distribution;

/// <summary>A rule of the world as hosts see it: groups become address sets, templates what is in them now.</summary>
internal static class RuleLowering
{
    public static HostRule Lower(SecurityRule rule, string vpcId, World world)
    {
        var services = rule.Service switch
        {
            LiteralService literal => ServiceSet.Of(literal),
            TemplateService template => Services(template.TemplateId, world),
            _ => throw new NotSupportedException($"Service {rule.Service.GetType().Name} cannot be distributed."),
        };
        return rule.Peer switch
        {
            PrefixPeer literal => new HostRule(rule.Id, AddressRanges.Of(literal.Prefix), null, services, rule.Action),
            TemplatePeer template => new HostRule(rule.Id, Addresses(template.TemplateId, world), null, services, rule.Action),
            GroupPeer peer => new HostRule(rule.Id, null, new PartKey(peer.GroupId, vpcId).SetId, services, rule.Action),
            _ => throw new NotSupportedException($"Peer {rule.Peer.GetType().Name} cannot be distributed."),
        };
    }

    private static AddressRanges Addresses(string templateId, World world) =>
        AddressRanges.Of(world.Entries(templateId).Select(entry => entry.Content).OfType<TemplateContent.Addresses>().Select(content => content.Range));

    private static ServiceSet Services(string templateId, World world) =>
        ServiceSet.Of(world.Entries(templateId).Select(entry => entry.Content).OfType<TemplateContent.Services>().Select(content => content.Service));
}
