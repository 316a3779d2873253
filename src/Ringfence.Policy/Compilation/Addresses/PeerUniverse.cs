using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>Every peer that the rules of a host mention: what address classes are distinguished by.</summary>
/// <param name="Prefixes">The blocks of literals and templates, ascending, each once.</param>
/// <param name="SetIds">The address sets, in ordinal order of their ids, each once.</param>
/// <param name="Ordinals">A number for each set. A set that is not mentioned any more keeps it while classes may remember it.</param>
/// <param name="NextOrdinal">Above all ordinals ever given: none is given twice.</param>
internal sealed record PeerUniverse(ImmutableArray<IpPrefix> Prefixes, ImmutableArray<string> SetIds, ImmutableDictionary<string, int> Ordinals, int NextOrdinal)
{
    public static PeerUniverse Empty { get; } = new([], [], ImmutableDictionary<string, int>.Empty, 0);

    /// <summary>The universe of these lists; parts that are as in this one are the same objects.</summary>
    public PeerUniverse With(IEnumerable<RuleList> lists)
    {
        var prefixes = new HashSet<IpPrefix>();
        var sets = new HashSet<string>(StringComparer.Ordinal);
        foreach (var list in lists)
        {
            foreach (var rule in list.Rules)
            {
                if (rule.Addresses is { } addresses)
                    prefixes.UnionWith(addresses.Prefixes);
                else
                    sets.Add(rule.AddressSetId!);
            }
        }

        bool samePrefixes = prefixes.Count == Prefixes.Length && Prefixes.All(prefixes.Contains);
        bool sameSets = sets.Count == SetIds.Length && SetIds.All(sets.Contains);
        if (samePrefixes && sameSets)
            return this;
        var setIds = sameSets ? SetIds : [.. sets.Order(StringComparer.Ordinal)];
        var fresh = setIds.Where(id => !Ordinals.ContainsKey(id)).ToArray();
        return new PeerUniverse(
            samePrefixes ? Prefixes : [.. prefixes.Order()],
            setIds,
            Ordinals.AddRange(fresh.Select((id, i) => KeyValuePair.Create(id, NextOrdinal + i))),
            NextOrdinal + fresh.Length);
    }

    /// <summary>Without the ordinals of sets that are not mentioned: for when no class remembers them.</summary>
    public PeerUniverse Forget() => Ordinals.Count == SetIds.Length
        ? this
        : this with { Ordinals = SetIds.ToImmutableDictionary(id => id, id => Ordinals[id], StringComparer.Ordinal) };
}
