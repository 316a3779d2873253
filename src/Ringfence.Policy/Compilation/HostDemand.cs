using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// How large a host's tables can become at the most, told from sums and without compiling: what is within the limits here never exceeds them when it is compiled. Most hosts are so far
/// below that nothing else ever needs to be known. Immutable.
/// </summary>
public sealed class HostDemand
{
    private static readonly ConditionalWeakTable<RuleList, ListDemand> KnownLists = [];

    private readonly HostPolicy _policy;
    private readonly RuleDemand _rules;
    private readonly long _members;

    private HostDemand(HostPolicy policy, RuleDemand rules, long members)
    {
        _policy = policy;
        _rules = rules;
        _members = members;
    }

    /// <summary>The demand of a policy. Costs a look at each interface and list when any of them changed since <paramref name="earlier"/>, else at each set.</summary>
    public static HostDemand Of(HostPolicy policy, HostDemand? earlier = null)
    {
        bool sameRules = earlier is not null && ReferenceEquals(earlier._policy.Interfaces, policy.Interfaces) && ReferenceEquals(earlier._policy.Lists, policy.Lists);
        long members = 0;
        foreach (var set in policy.Sets.Values)
            members += set.Addresses.Count;
        return new HostDemand(policy, sameRules ? earlier!._rules : RuleDemand.Of(policy), members);
    }

    /// <summary>True when the policy surely compiles within the limits; false: it must be compiled to know.</summary>
    public bool IsWithin(CompilationLimits limits)
    {
        long classes = 1 + _rules.Prefixes + _members, rows = 1 + _rules.Prefixes + classes;
        return _policy.Interfaces.Count <= limits.MaxInterfaces
            && _rules.MostOwnAddresses <= limits.MaxOwnAddresses
            && _rules.Rules <= Math.Min(limits.MaxRules, limits.MaxHostRules)
            && _rules.Prefixes <= limits.MaxPrefixes
            && _members <= limits.MaxHosts
            && classes <= limits.MaxClasses
            && _rules.MostColumns <= limits.MaxServiceClasses
            && rows * _rules.MostColumns <= limits.MaxMatrixCells
            && _rules.Bytes(classes, rows) + TableMemory.OfHosts(_members) <= limits.MaxTableBytes;
    }

    /// <summary>What one list can ask for. Kept for as long as the list lives.</summary>
    private sealed record ListDemand(ImmutableArray<IpPrefix> Prefixes, int Columns, int Maps)
    {
        public static ListDemand Of(RuleList list)
        {
            ImmutableArray<IpPrefix> prefixes = [.. list.Rules.SelectMany(rule => rule.Addresses?.Prefixes ?? []).Distinct()];
            // A service cuts its protocol's ports at both ends of each range; a protocol that is named has a first column too.
            var services = list.Rules.SelectMany(rule => rule.Services.Services).Distinct().ToList();
            int columns = services.Sum(service => service.Protocol is null ? 0 : 1 + (2 * service.Ports.Ranges.Length));
            return new ListDemand(prefixes, columns, services.Count + (2 * columns));
        }
    }

    /// <summary>What the lists and interfaces ask for together.</summary>
    private sealed record RuleDemand(long Rules, long Prefixes, long Nodes, long MostColumns, long Policies, long Columns, long Maps, int MostOwnAddresses, long InterfaceBytes)
    {
        public static RuleDemand Of(HostPolicy policy)
        {
            // A block that many lists name is one block: groups have much in common.
            long rules = 0;
            var prefixes = new HashSet<IpPrefix>();
            foreach (var list in policy.Lists.Values)
            {
                rules += list.Rules.Length;
                prefixes.UnionWith(KnownLists.GetValue(list, ListDemand.Of).Prefixes);
            }

            long nodes = prefixes.Sum(prefix => (long)TableMemory.NodesOf(prefix));

            long mostColumns = 1, allColumns = 0, allMaps = 0, interfaceBytes = 0;
            int mostAddresses = 0;
            var sequences = new HashSet<ListSequence>();
            foreach (var one in policy.Interfaces.Values)
            {
                mostAddresses = Math.Max(mostAddresses, one.Addresses.Length);
                interfaceBytes += TableMemory.OfInterface(one.Addresses.Length);
                sequences.Add(new ListSequence(one.IngressLists));
                sequences.Add(new ListSequence(one.EgressLists));
            }

            foreach (var sequence in sequences)
            {
                long columns = 1, maps = 1, own = 0;
                foreach (string id in sequence.Ids)
                {
                    var demand = KnownLists.GetValue(policy.Lists[id], ListDemand.Of);
                    (columns, maps, own) = (columns + demand.Columns, maps + demand.Maps, own + policy.Lists[id].Rules.Length);
                }

                rules = Math.Max(rules, own);
                mostColumns = Math.Max(mostColumns, columns);
                (allColumns, allMaps) = (allColumns + columns, allMaps + maps);
            }

            return new RuleDemand(rules, prefixes.Count, nodes, mostColumns, sequences.Count, allColumns, allMaps, mostAddresses, interfaceBytes);
        }

        /// <summary>Bytes of everything but the members.</summary>
        public long Bytes(long classes, long rows) => TableMemory.Empty + InterfaceBytes + TableMemory.OfNodes(Nodes)
            + (Policies * TableMemory.OfPolicy(classes, 0, 0, 0)) + TableMemory.OfPolicy(0, rows * Columns, Columns, Maps);
    }
}
