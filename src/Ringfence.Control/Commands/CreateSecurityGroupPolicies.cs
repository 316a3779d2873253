using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Inserts rules in one direction, in the order of the request: at the index that all of them carry, or at the end when none carries one
/// (doc 215/15807, reference A.10, H-4, H-5).
/// </summary>
public sealed record CreateSecurityGroupPolicies(string GroupId, RuleSetSpec Policies) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (RuleEdit.Open(world, context, GroupId, faults) is not { } edit)
            return faults.Refuse<Nothing>();
        edit.CheckVersion(Policies.Version);
        if (RulePart.Single(Policies, faults) is not { } part)
            return faults.Refuse<Nothing>();

        var present = edit.Group.Rules(part.Direction);
        int at = InsertionIndex(part, present.Length, faults);
        var duplicates = new DuplicateCheck(present);
        var added = ImmutableArray.CreateBuilder<GroupRule>(part.Specs.Length);
        for (int i = 0; i < part.Specs.Length; i++)
        {
            if (edit.Parser.Parse(part.Specs[i], part.Path(i), faults) is not { } rule)
                continue;
            duplicates.Check(rule, part.Path(i), faults);
            added.Add(edit.Place(rule, null));
        }

        return faults.Any ? faults.Refuse<Nothing>() : edit.Commit(part.Direction, present.InsertRange(at, added));
    }

    private static int InsertionIndex(RulePart part, int count, Faults faults)
    {
        var first = part.Specs[0].PolicyIndex;
        if (part.Specs.Any(spec => spec.PolicyIndex != first))
            faults.Add(RefusalKind.InvalidValue, part.Name, "PolicyIndex must be the same in all rules, or absent in all.");
        else if (first < 0 || first > count)
            faults.Add(RefusalKind.OutOfRange, $"{part.Path(0)}.PolicyIndex", $"{first} is not between 0 and {count}.");
        else
            return (int)(first ?? count);
        return count;
    }
}
