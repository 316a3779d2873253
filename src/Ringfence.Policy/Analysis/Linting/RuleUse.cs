using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Linting;

/// <summary>What a rule does in its policy.</summary>
internal sealed class RuleUse
{
    /// <summary>A packet that it decides; null when there is none.</summary>
    public SamplePacket? Decides { get; private set; }

    /// <summary>True when some packet that it decides would get the opposite without it.</summary>
    public bool Matters { get; private set; }

    /// <summary>Rules of groups below its own that would decide the opposite for packets that it decides, each with one such packet.</summary>
    public List<(int Rule, SamplePacket Sample)> Overrules { get; } = [];

    /// <summary>One walk over all cells.</summary>
    public static RuleUse[] Of(RuleGrid grid)
    {
        var uses = Array.ConvertAll([.. grid.Rules], _ => new RuleUse());
        var seen = new HashSet<(int, int)>();
        for (int row = 0; row < grid.Rows; row++)
        {
            for (int column = 0; column < grid.Columns; column++)
            {
                int first = grid.NextMatch(row, column);
                if (first < 0)
                    continue;
                var use = uses[first];
                use.Decides ??= grid.SampleOf(row, column);
                int next = grid.NextMatch(row, column, first);
                use.Matters |= grid.Rules[first].Action != (next < 0 ? RuleAction.Drop : grid.Rules[next].Action);
                for (; next >= 0; next = grid.NextMatch(row, column, next))
                {
                    if (grid.Rules[next].GroupId != grid.Rules[first].GroupId && grid.Rules[next].Action != grid.Rules[first].Action && seen.Add((first, next)))
                        use.Overrules.Add((next, grid.SampleOf(row, column)));
                }
            }
        }

        return uses;
    }
}
