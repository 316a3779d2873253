using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Evaluation;

/// <summary>
/// The reference evaluator: what the first packet of a flow gets at one interface, as plainly as it can be written. Everything else that decides is
/// tested to agree with it. Allocates nothing.
/// </summary>
public static class PolicyEvaluator
{
    /// <summary>Judges the first packet of a flow at an interface.</summary>
    /// <param name="groups">The interface's groups in binding order.</param>
    /// <param name="direction">Which way the packet goes, seen from the instance.</param>
    /// <param name="far">The source for ingress, the destination for egress.</param>
    /// <param name="protocol">The IP protocol.</param>
    /// <param name="port">The destination port; ignored for protocols without ports.</param>
    /// <param name="network">The interface's network (<c>VpcId</c>).</param>
    /// <param name="members">Who is behind a group at this revision.</param>
    /// <param name="templates">What is behind a template at this revision.</param>
    public static Verdict Evaluate(
        ImmutableArray<BoundGroup> groups, Direction direction, IpAddress far, IpProtocol protocol, ushort port, string network, IGroupMembership members,
        ITemplateContents templates)
    {
        if (groups.IsEmpty)
            return Verdict.DroppedWithout(VerdictReason.NoGroupBound);

        bool decides = false;
        foreach (var group in groups)
        {
            if (group.IsObserved)
                continue;
            decides = true;
            var rules = group.Rules(direction);
            for (int position = 0; position < rules.Length; position++)
            {
                var rule = rules[position];
                if (Contains(rule.Peer, far, network, members, templates) && Contains(rule.Service, protocol, port, templates))
                    return new Verdict(rule.Action, VerdictReason.Rule, rule.Id, group.GroupId, position);
            }
        }

        return decides ? Verdict.DroppedWithout(VerdictReason.NoRuleMatched) : Verdict.AcceptedWithout(VerdictReason.AllGroupsObserved);
    }

    private static bool Contains(Peer peer, IpAddress far, string network, IGroupMembership members, ITemplateContents templates) => peer switch
    {
        PrefixPeer literal => literal.Prefix.Contains(far),
        GroupPeer group => members.IsMember(group.GroupId, network, far),
        TemplatePeer template => templates.HasAddress(template.TemplateId, far),
        _ => throw new NotSupportedException($"Peer {peer.GetType().Name} has no meaning yet."),
    };

    private static bool Contains(Service service, IpProtocol protocol, ushort port, ITemplateContents templates) => service switch
    {
        LiteralService literal => literal.Contains(protocol, port),
        TemplateService template => templates.HasService(template.TemplateId, protocol, port),
        _ => throw new NotSupportedException($"Service {service.GetType().Name} has no meaning yet."),
    };
}
