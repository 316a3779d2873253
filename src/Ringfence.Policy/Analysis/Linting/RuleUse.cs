using System.Numerics;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>What a rule does in its policy.</summary>
internal sealed class RuleUse
{
    /// <summary>Of each cell the first match is looked for, often the second, and what is overruled.</summary>
    private const long StepsOfWord = 3;

    /// <summary>Rules that it would be a finding to overrule, and that are not found yet, as bits.</summary>
    private readonly uint[] _overrulable;

    private RuleUse(RuleGrid grid, int rule)
    {
        _overrulable = new uint[grid.Words];
        for (int below = rule + 1; below < grid.Rules.Length; below++)
        {
            if (grid.Rules[below].GroupId != grid.Rules[rule].GroupId && grid.Rules[below].Action != grid.Rules[rule].Action)
                _overrulable[below / 32] |= 1u << (below % 32);
        }
    }

    /// <summary>A packet that it decides; null when there is none.</summary>
    public SamplePacket? Decides { get; private set; }

    /// <summary>True when some packet that it decides would get the opposite without it.</summary>
    public bool Matters { get; private set; }

    /// <summary>Rules of groups below its own that would decide the opposite for packets that it decides, each with one such packet.</summary>
    public List<(int Rule, SamplePacket Sample)> Overrules { get; } = [];

    /// <summary>One walk over all cells; null when the work is more than may be done.</summary>
    public static RuleUse[]? Of(RuleGrid grid, WorkBudget budget)
    {
        if (!budget.TrySpend(((long)grid.Rules.Length * grid.Rules.Length) + (StepsOfWord * grid.Words * grid.Rows * grid.Columns)))
            return null;
        RuleUse[] uses = [.. Enumerable.Range(0, grid.Rules.Length).Select(rule => new RuleUse(grid, rule))];
        for (int row = 0; row < grid.Rows; row++)
        {
            budget.TrySpend(0);
            for (int column = 0; column < grid.Columns; column++)
            {
                int first = grid.NextMatch(row, column);
                if (first >= 0)
                    uses[first].Add(grid, first, row, column);
            }
        }

        return uses;
    }

    private void Add(RuleGrid grid, int rule, int row, int column)
    {
        Decides ??= grid.SampleOf(row, column);
        if (!Matters)
        {
            int next = grid.NextMatch(row, column, rule);
            Matters = grid.Rules[rule].Action != (next < 0 ? RuleAction.Drop : grid.Rules[next].Action);
        }

        for (int word = rule / 32; word < _overrulable.Length; word++)
        {
            uint found = _overrulable[word] & grid.MatchWord(row, column, word);
            _overrulable[word] &= ~found;
            for (; found != 0; found &= found - 1)
                Overrules.Add(((word * 32) + BitOperations.TrailingZeroCount(found), grid.SampleOf(row, column)));
        }
    }
}
