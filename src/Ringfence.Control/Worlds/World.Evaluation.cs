using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Worlds;

/// <content>What the reference evaluator asks of a world.</content>
public sealed partial class World
{
    private Members? _membership;
    private Contents? _templateContents;

    /// <summary>Who stands behind a group at this revision. An answer costs the same whatever the size of the group.</summary>
    public IGroupMembership Membership => _membership ??= new Members(this);

    /// <summary>What is behind a template at this revision.</summary>
    public ITemplateContents TemplateContents => _templateContents ??= new Contents(this);

    /// <summary>The groups of an interface in binding order, as the evaluator reads them. A group that is not there is left out: it has no rules.</summary>
    public ImmutableArray<BoundGroup> BoundGroups(NetworkInterface networkInterface) =>
        [.. networkInterface.SecurityGroupIds.Where(Groups.ContainsKey).Select(id => Groups[id].ToBoundGroup())];

    private sealed class Members(World world) : IGroupMembership
    {
        public bool IsMember(string groupId, string network, IpAddress address)
        {
            // Only interfaces of the group's own scope can be bound to it, so the network's name is looked up there.
            if (!world.Groups.TryGetValue(groupId, out var group)
                || !world.InterfacesByAddress.TryGetValue(new AddressKey(group.Scope, network, address), out var holders))
            {
                return false;
            }

            foreach (string id in holders)
            {
                if (world.Interfaces[id].SecurityGroupIds.Contains(groupId))
                    return true;
            }

            return false;
        }
    }

    private sealed class Contents(World world) : ITemplateContents
    {
        public bool HasAddress(string templateId, IpAddress address) =>
            world.Entries(templateId).Any(entry => entry.Content is TemplateContent.Addresses content && content.Range.Contains(address));

        public bool HasService(string templateId, IpProtocol protocol, ushort port) =>
            world.Entries(templateId).Any(entry => entry.Content is TemplateContent.Services content && content.Service.Contains(protocol, port));
    }
}
