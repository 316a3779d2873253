using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>The rules of one direction in a request. An empty list counts as not given (reference A.12).</summary>
internal readonly record struct RulePart(Direction Direction, ImmutableArray<RuleSpec> Specs)
{
    public string Name => Direction.ToString();

    /// <summary>Where a rule stands in the request.</summary>
    public string Path(int position) => $"{Direction}.{position}";

    /// <summary>The directions that are given.</summary>
    public static IEnumerable<RulePart> Given(RuleSetSpec set) =>
        new[] { new RulePart(Direction.Ingress, set.Ingress), new RulePart(Direction.Egress, set.Egress) }.Where(part => !part.Specs.IsEmpty);

    /// <summary>The one direction that is given; a fault when it is none or both.</summary>
    public static RulePart? Single(RuleSetSpec set, Faults faults)
    {
        RulePart[] given = [.. Given(set)];
        if (given.Length == 1)
            return given[0];
        if (given.Length == 0)
            faults.Add(RefusalKind.Missing, "", "Ingress or Egress must hold a rule.");
        else
            faults.Add(RefusalKind.Coexist, "", "Ingress and Egress cannot be changed in one call.");
        return null;
    }
}
