using Ringfence.Policy.Analysis.Effective;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>
/// Why a rule never matches: a small set of rules above it that cover it. Greedy set cover (Chvátal, 1979), then whatever can be left out is; a rule with the opposite action that decides part of it
/// goes in first, because it is what the reader must know (batfish, filterLineReachability).
/// </summary>
internal static class BlockerCover
{
    /// <summary>The blockers' indices, ascending; null when the work is more than may be done.</summary>
    public static List<int>? Of(RuleGrid grid, RuleBits bits, int rule, WorkBudget budget)
    {
        // A rule that shares no cell covers none. What it covers of all cells is known without a look at them.
        if (!budget.TrySpend((long)rule * (bits.Rows(rule).Length + bits.Columns(rule).Length)))
            return null;
        var above = Enumerable.Range(0, rule).Select(index => (Rule: index, Gain: bits.Common(rule, index))).Where(one => one.Gain > 0).ToList();
        if (!TryFindOpposite(grid, bits, rule, above.ConvertAll(one => one.Rule), budget, out int opposite))
            return null;

        var open = new OpenCells(bits, rule);
        var chosen = new List<int>();
        if (opposite >= 0)
            Choose(opposite);

        // What a rule covers of the open cells only shrinks: who is still the best after a fresh look is the best of all.
        var queue = new PriorityQueue<int, (long LessGain, int Rule)>(above.Select(one => (one.Rule, (-one.Gain, one.Rule))));
        while (open.Count > 0 && queue.TryDequeue(out int best, out var known))
        {
            if (!budget.TrySpend(2 * open.Cost))
                return null;
            long gain = open.CountOf(best);
            if (gain == -known.LessGain)
                Choose(best);
            else if (gain > 0)
                queue.Enqueue(best, (-gain, best));
        }

        // The one with the opposite action stays.
        for (int i = chosen.Count - 1; i >= (opposite >= 0 ? 1 : 0); i--)
        {
            if (!budget.TrySpend(chosen.Count * open.Cost))
                return null;
            var without = new OpenCells(bits, rule);
            foreach (int other in chosen)
                _ = other == chosen[i] ? 0 : without.Take(other);
            if (without.Count == 0)
                chosen.RemoveAt(i);
        }

        chosen.Sort();
        return chosen;

        void Choose(int one)
        {
            chosen.Add(one);
            open.Take(one);
        }
    }

    /// <summary>The highest rule of the opposite action that decides some of the rule's cells; -1 when there is none.</summary>
    private static bool TryFindOpposite(RuleGrid grid, RuleBits bits, int rule, List<int> above, WorkBudget budget, out int opposite)
    {
        opposite = -1;
        var undecided = new OpenCells(bits, rule);
        foreach (int index in above)
        {
            if (!budget.TrySpend(undecided.Cost))
                return false;
            if (undecided.Take(index) > 0 && grid.Rules[index].Action != grid.Rules[rule].Action)
            {
                opposite = index;
                break;
            }
        }

        return true;
    }
}
