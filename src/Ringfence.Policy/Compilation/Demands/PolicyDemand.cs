using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Demands;

/// <summary>What the policies of a host ask for together.</summary>
/// <param name="MostRules">The most rules of one.</param>
/// <param name="MostColumns">The most service classes of one.</param>
/// <param name="MostCells">The largest matrix.</param>
/// <param name="Bytes">Of all of them.</param>
internal readonly record struct PolicyDemand(long MostRules, long MostColumns, long MostCells, long Bytes)
{
    /// <summary>The demand of the policies that some sequences of lists make.</summary>
    /// <param name="policy">Where the lists and sets are.</param>
    /// <param name="sequences">The sequences.</param>
    /// <param name="classes">Address classes of the host, at the most.</param>
    public static PolicyDemand Of(HostPolicy policy, IReadOnlyCollection<ListSequence> sequences, long classes)
    {
        var all = default(PolicyDemand);
        foreach (var sequence in sequences)
        {
            // A policy tells apart what its own blocks cut out, the rest, and whoever is in its own sets.
            long rules = 0, rows = 1, columns = 1, maps = 1;
            foreach (string id in sequence.Ids)
            {
                var list = policy.Lists[id];
                var demand = ListDemand.Of(list);
                rules += list.Rules.Length;
                rows += demand.Prefixes.Length;
                columns += demand.Columns;
                maps += demand.Maps;
                foreach (string set in demand.Sets)
                    rows += policy.Sets[set].Addresses.Count;
            }

            all = new PolicyDemand(
                Math.Max(all.MostRules, rules),
                Math.Max(all.MostColumns, columns),
                Math.Max(all.MostCells, rows * columns),
                all.Bytes + TableMemory.OfPolicy(classes, rows * columns, columns, maps));
        }

        return all;
    }
}
