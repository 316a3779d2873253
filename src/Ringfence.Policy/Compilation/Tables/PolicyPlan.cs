using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Addresses;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>
/// The rules of one policy arranged for compiling: by peer, with the columns of their services. Does not depend on who is behind a set, so it serves every version of
/// the tables until a rule changes.
/// </summary>
internal sealed class PolicyPlan
{
    /// <summary>A cell that no rule has claimed: above every entry, so that the first rule is the minimum.</summary>
    public const uint Unclaimed = uint.MaxValue;

    private readonly IpPrefix[] _prefixes;
    private readonly int[] _parents;
    private readonly List<(uint Entry, int Service)>[] _prefixRules;
    private readonly Dictionary<int, List<(uint Entry, int Service)>> _setRules = [];

    public PolicyPlan(ImmutableArray<RuleList> lists, ImmutableDictionary<string, int> setOrdinals)
    {
        Lists = lists;
        var services = new Dictionary<ServiceSet, int>();
        var byPrefix = new Dictionary<IpPrefix, List<(uint Entry, int Service)>>();
        var ids = ImmutableArray.CreateBuilder<RuleId>();
        ids.Add(default);
        foreach (var rule in lists.SelectMany(list => list.Rules))
        {
            if (!services.TryGetValue(rule.Services, out int service))
                services.Add(rule.Services, service = services.Count);
            var claim = (CompiledVerdict.EntryOf(ids.Count, rule.Action), service);
            ids.Add(rule.Id);
            if (rule.AddressSetId is { } set)
                RulesOf(_setRules, setOrdinals[set]).Add(claim);
            foreach (var prefix in rule.Addresses?.Prefixes ?? [])
                RulesOf(byPrefix, prefix).Add(claim);
        }

        RuleIds = ids.DrainToImmutable();
        Services = ServicePartition.Of([.. services.Keys]);
        _prefixes = [.. byPrefix.Keys.Order()];
        _prefixRules = Array.ConvertAll(_prefixes, prefix => byPrefix[prefix]);
        _parents = new int[_prefixes.Length];
        for (int i = 0; i < _prefixes.Length; i++)
            _parents[i] = Climb(i - 1, _prefixes[i]);
    }

    public ImmutableArray<RuleList> Lists { get; }

    /// <summary>By rule index; index 0 is "no rule".</summary>
    public ImmutableArray<RuleId> RuleIds { get; }

    public ServicePartition Services { get; }

    /// <summary>The different prefixes of the rules, ascending: what covers a prefix comes before it.</summary>
    public int PrefixCount => _prefixes.Length;

    /// <summary>The longest prefix that covers prefix number <paramref name="index"/> and is not itself; -1 when there is none.</summary>
    public int Parent(int index) => _parents[index];

    /// <summary>The number of this policy's longest prefix that covers the node; -1 when none does.</summary>
    public int Covering(IpPrefix? node)
    {
        if (node is not { } prefix)
            return -1;
        int at = Array.BinarySearch(_prefixes, prefix);
        return at >= 0 ? at : Climb(~at - 1, prefix);
    }

    public bool Mentions(SetCombination sets)
    {
        foreach (int ordinal in sets.Ordinals)
        {
            if (_setRules.ContainsKey(ordinal))
                return true;
        }

        return false;
    }

    /// <summary>Lets the rules of a prefix claim their cells.</summary>
    public void ApplyPrefix(int index, Span<uint> row) => Apply(_prefixRules[index], row);

    /// <summary>Lets the rules of all sets of a combination claim their cells.</summary>
    public void ApplySets(SetCombination sets, Span<uint> row)
    {
        foreach (int ordinal in sets.Ordinals)
        {
            if (_setRules.TryGetValue(ordinal, out var rules))
                Apply(rules, row);
        }
    }

    /// <summary>The whole row of a class, from nothing.</summary>
    public void Fill(in ClassKey key, Span<uint> row)
    {
        row.Fill(Unclaimed);
        for (int i = Covering(key.Node); i >= 0; i = _parents[i])
            ApplyPrefix(i, row);
        ApplySets(key.Sets, row);
    }

    /// <summary>The finished cell: nobody claimed it means "no rule".</summary>
    public static uint Settle(uint cell) => cell == Unclaimed ? 0 : cell;

    private static List<(uint Entry, int Service)> RulesOf<TKey>(Dictionary<TKey, List<(uint Entry, int Service)>> byPeer, TKey peer)
        where TKey : notnull
    {
        if (!byPeer.TryGetValue(peer, out var rules))
            byPeer.Add(peer, rules = []);
        return rules;
    }

    private void Apply(List<(uint Entry, int Service)> rules, Span<uint> row)
    {
        foreach (var (entry, service) in rules)
        {
            foreach (int column in Services.ColumnsOf(service))
            {
                if (entry < row[column])
                    row[column] = entry;
            }
        }
    }

    /// <summary>From the prefix just below in order up to the first that covers: whatever covers a prefix is an ancestor of its predecessor, or it.</summary>
    private int Climb(int from, IpPrefix prefix)
    {
        while (from >= 0 && !(_prefixes[from].Length <= prefix.Length && _prefixes[from].Contains(prefix.Network)))
            from = _parents[from];
        return from;
    }
}
