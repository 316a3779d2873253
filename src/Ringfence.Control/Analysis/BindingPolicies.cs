using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>
/// What bindings accept, kept by binding: interfaces that are bound to the same groups in the same network have the same packet sets, on whatever host they are. A binding whose rules and members are the
/// same objects as when it was last asked for is not compiled again. Not for two threads at once.
/// </summary>
internal sealed class BindingPolicies
{
    private Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private Dictionary<string, Entry> _before = new(StringComparer.Ordinal);

    /// <summary>Begins a world: what is not asked for until the next one begins is forgotten then.</summary>
    public void Begin()
    {
        (_before, _entries) = (_entries, _before);
        _entries.Clear();
    }

    /// <summary>What an interface accepts; null, and what does not fit, when its binding cannot be compiled.</summary>
    public (PacketSet Ingress, PacketSet Egress)? Accepted(HostPolicy host, string interfaceId, out Exceeded? exceeded)
    {
        exceeded = null;
        var one = host.Interfaces[interfaceId];
        string key = string.Join(' ', one.IngressLists);
        if (_entries.TryGetValue(key, out var entry))
            return (entry.Ingress, entry.Egress);
        ImmutableArray<RuleList> lists = [.. one.IngressLists.Concat(one.EgressLists).Select(id => host.Lists[id])];
        ImmutableArray<AddressSet> sets = [.. lists.SelectMany(list => list.Rules).Select(rule => rule.AddressSetId).OfType<string>().Distinct(StringComparer.Ordinal).Select(id => host.Sets[id])];
        if (!_before.TryGetValue(key, out entry) || !Same(entry.Lists, lists) || !Same(entry.Sets, sets))
        {
            var alone = HostPolicy.Empty with
            {
                Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add(interfaceId, one),
                Lists = lists.DistinctBy(list => list.Id).ToImmutableDictionary(list => list.Id),
                Sets = sets.ToImmutableDictionary(set => set.Id),
            };
            var result = HostCompiler.Compile(alone);
            exceeded = result as Exceeded;
            if (result is not Compiled { Tables: var tables })
                return null;
            entry = new Entry(lists, sets, PacketSet.AcceptedBy(tables, interfaceId, Direction.Ingress), PacketSet.AcceptedBy(tables, interfaceId, Direction.Egress));
        }

        _entries.Add(key, entry);
        return (entry.Ingress, entry.Egress);
    }

    private static bool Same<T>(ImmutableArray<T> left, ImmutableArray<T> right)
        where T : class
    {
        if (left.Length != right.Length)
            return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!ReferenceEquals(left[i], right[i]))
                return false;
        }

        return true;
    }

    private sealed record Entry(ImmutableArray<RuleList> Lists, ImmutableArray<AddressSet> Sets, PacketSet Ingress, PacketSet Egress);
}
