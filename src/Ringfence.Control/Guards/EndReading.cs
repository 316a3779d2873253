using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Guards;

/// <summary>What an end of a guard means in one world: tags are groups, templates are addresses. Immutable.</summary>
internal sealed class EndReading
{
    private EndReading(GuardEnd end, AddressRanges ranges, HashSet<string> groups)
    {
        All = end.All;
        Outside = end.Outside;
        Ranges = ranges;
        Groups = groups;
        Instances = [.. end.InstanceIds];
    }

    public bool All { get; }

    public bool Outside { get; }

    /// <summary>The addresses that are meant whoever has them.</summary>
    public AddressRanges Ranges { get; }

    /// <summary>The groups whose interfaces are meant.</summary>
    public HashSet<string> Groups { get; }

    public HashSet<string> Instances { get; }

    /// <summary>True when an interface known here can be meant.</summary>
    public bool MayBeKnown => All || !Ranges.IsEmpty || Groups.Count > 0 || Instances.Count > 0;

    /// <summary>True when the interfaces that can be meant may have any address.</summary>
    public bool IsAnywhere => All || Groups.Count > 0 || Instances.Count > 0;

    public static EndReading Of(GuardEnd end, World world, Scope scope)
    {
        var templates = end.AddressTemplateIds.Where(id => world.TryGetTemplate(scope, id, out _)).SelectMany(world.Entries)
            .Select(entry => entry.Content).OfType<TemplateContent.Addresses>().Select(content => content.Range);
        var groups = new HashSet<string>(end.SecurityGroupIds, StringComparer.Ordinal);
        if (!end.Tags.IsEmpty)
        {
            foreach (string id in world.GroupsByScope.GetValueOrDefault(scope, []))
            {
                if (world.Groups[id].Tags.Any(end.Tags.Contains))
                    groups.Add(id);
            }
        }

        return new EndReading(end, AddressRanges.Of(end.Ranges.Concat(templates)), groups);
    }

    /// <summary>True when both mean the same, of ends that were written the same.</summary>
    public bool IsSame(EndReading other) => Ranges.Equals(other.Ranges) && Groups.SetEquals(other.Groups);

    /// <summary>Whether every address that another reading of the end means whoever has it, is meant.</summary>
    public bool Covers(EndReading other) => Ranges.Equals(other.Ranges) || AddressRanges.Of(Ranges.Ranges.Concat(other.Ranges.Ranges)).Equals(Ranges);

    /// <summary>Whether an interface is meant, whatever its addresses.</summary>
    public bool Contains(NetworkInterface one) => All || Instances.Contains(one.InstanceId) || one.SecurityGroupIds.Any(Groups.Contains);

    /// <summary>Whether an address is meant.</summary>
    /// <param name="address">The address.</param>
    /// <param name="holder">The interface that has it; null when none known here does.</param>
    public bool Contains(IpAddress address, NetworkInterface? holder) => All || (holder is null ? Outside : Contains(holder)) || Ranges.Contains(address);
}
