using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Rules;

/// <summary>Finds existing rules by what a caller says of them: a position or a content (reference A.14).</summary>
internal static class RuleLocator
{
    /// <summary>The position that a request names.</summary>
    /// <returns>The position, or null with a fault when there is no rule at it.</returns>
    public static int? ByIndex(long index, int count, string path, Faults faults)
    {
        if (index >= 0 && index < count)
            return (int)index;
        faults.Add(RefusalKind.OutOfRange, $"{path}.PolicyIndex", count == 0
            ? $"{index} names no rule; the direction has none."
            : $"{index} names no rule; the direction has 0 to {count - 1}.");
        return null;
    }

    /// <summary>The topmost rule with a content, leaving out those that are taken. The description counts when it is given and asked for.</summary>
    /// <returns>The position, or null with a fault when there is none or the content cannot be read.</returns>
    public static int? ByContent(
        ImmutableArray<GroupRule> rules, RuleSpec spec, bool withDescription, IReadOnlySet<int> taken, string path, Faults faults)
    {
        if (RuleParser.ParseContent(spec, path, faults) is not { } wanted)
            return null;
        for (int i = 0; i < rules.Length; i++)
        {
            bool described = !withDescription || wanted.Description.Length == 0 || wanted.Description == rules[i].Description;
            if (described && wanted.Matches(rules[i]) && !taken.Contains(i))
                return i;
        }

        faults.Add(RefusalKind.RuleNotFound, path, "no rule of this direction has this content.");
        return null;
    }
}
