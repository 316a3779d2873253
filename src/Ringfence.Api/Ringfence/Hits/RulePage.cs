using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Hits;

/// <summary>A rule where it stands, and when it was last written.</summary>
internal readonly record struct PlacedRule(string GroupId, Direction Direction, int Index, RuleId Id, DateTimeOffset WrittenAt);

/// <summary>A page of the rules of groups, and how many there are altogether.</summary>
internal sealed record RulePage(ImmutableArray<PlacedRule> Rules, long Total)
{
    /// <summary>Cuts it out: in the order of the groups, ingress before egress, top first.</summary>
    public static RulePage Of(IEnumerable<SecurityGroup> groups, Paging paging)
    {
        var page = ImmutableArray.CreateBuilder<PlacedRule>();
        long total = 0;
        foreach (var group in groups)
        {
            foreach (var direction in (Direction[])[Direction.Ingress, Direction.Egress])
            {
                var rules = group.Rules(direction);
                for (long i = Math.Max(0, paging.Offset - total); i < rules.Length && page.Count < paging.Limit; i++)
                    page.Add(new PlacedRule(group.Id, direction, (int)i, rules[(int)i].Rule.Id, rules[(int)i].ModifiedAt));
                total += rules.Length;
            }
        }

        return new RulePage(page.DrainToImmutable(), total);
    }
}
