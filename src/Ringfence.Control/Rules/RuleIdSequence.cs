using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>Gives rule ids that no rule of this world or of an earlier one ever had.</summary>
internal sealed class RuleIdSequence(World world)
{
    private long _last = world.LastRuleId;

    public RuleId Next() => new(++_last);
}
