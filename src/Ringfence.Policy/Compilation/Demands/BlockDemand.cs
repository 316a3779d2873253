using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Demands;

/// <summary>The blocks that a host's lists name, and the nodes of the address tables on the ways to them. What many lists name is there once: groups have much in common. Immutable.</summary>
internal sealed class BlockDemand
{
    private readonly ImmutableDictionary<string, RuleList> _lists;
    private readonly ImmutableDictionary<IpPrefix, int> _prefixes;
    private readonly ImmutableDictionary<IpPrefix, int> _nodes;

    private BlockDemand(ImmutableDictionary<string, RuleList> lists, ImmutableDictionary<IpPrefix, int> prefixes, ImmutableDictionary<IpPrefix, int> nodes)
    {
        _lists = lists;
        _prefixes = prefixes;
        _nodes = nodes;
    }

    /// <summary>No lists.</summary>
    public static BlockDemand Empty { get; } =
        new(ImmutableDictionary<string, RuleList>.Empty, ImmutableDictionary<IpPrefix, int>.Empty, ImmutableDictionary<IpPrefix, int>.Empty);

    /// <summary>How many different blocks.</summary>
    public int Prefixes => _prefixes.Count;

    /// <summary>How many nodes.</summary>
    public int Nodes => _nodes.Count;

    /// <summary>The demand of other lists. Costs a look at each list, and one at each block that a list which is not the same object names now or named before.</summary>
    public BlockDemand With(ImmutableDictionary<string, RuleList> lists)
    {
        if (ReferenceEquals(lists, _lists))
            return this;
        var prefixes = _prefixes.ToBuilder();
        var nodes = _nodes.ToBuilder();
        foreach (var (id, list) in lists)
        {
            if (!_lists.TryGetValue(id, out var before))
                Replace(null, ListDemand.Of(list));
            else if (!ReferenceEquals(before, list))
                Replace(ListDemand.Of(before), ListDemand.Of(list));
        }

        foreach (var (id, list) in _lists)
        {
            if (!lists.ContainsKey(id))
                Replace(ListDemand.Of(list), null);
        }

        return new BlockDemand(lists, prefixes.ToImmutable(), nodes.ToImmutable());

        void Replace(ListDemand? before, ListDemand? after)
        {
            Use(prefixes, before?.Prefixes ?? [], after?.Prefixes ?? []);
            Use(nodes, before?.Nodes ?? [], after?.Nodes ?? []);
        }
    }

    /// <summary>Uses some keys no more and others instead, both ascending; what is in both is not touched.</summary>
    private static void Use(ImmutableDictionary<IpPrefix, int>.Builder uses, ImmutableArray<IpPrefix> before, ImmutableArray<IpPrefix> after)
    {
        int left = 0, right = 0;
        while (left < before.Length || right < after.Length)
        {
            int order = left == before.Length ? 1 : right == after.Length ? -1 : before[left].CompareTo(after[right]);
            if (order == 0)
            {
                left++;
                right++;
            }
            else if (order > 0)
            {
                var key = after[right++];
                uses[key] = uses.GetValueOrDefault(key) + 1;
            }
            else
            {
                var key = before[left++];
                if (--uses[key] == 0)
                    uses.Remove(key);
            }
        }
    }
}
