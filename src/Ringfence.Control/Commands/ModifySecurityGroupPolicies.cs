using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Resets the rule lists (doc 215/15810, reference A.13). A direction that is absent or empty stays; one that is given is replaced, in the order of the request. Version "0" clears
/// both, whatever is given; any other version is not checked, as the vendor's own clients send others (H-17). Rules that are given as they are keep their id and time.
/// </summary>
/// <param name="GroupId">The group.</param>
/// <param name="Policies">The new lists.</param>
/// <param name="SortPolicies">Of no effect: the result has the order of the request in both cases (H-3).</param>
public sealed record ModifySecurityGroupPolicies(string GroupId, RuleSetSpec Policies, bool SortPolicies) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (RuleEdit.Open(world, context, GroupId, faults) is not { } edit)
            return faults.Refuse<Nothing>();
        if (Policies.Version == "0")
            return edit.Commit(edit.Group with { Ingress = [], Egress = [] });

        var changed = edit.Group;
        bool any = false;
        foreach (var part in RulePart.Given(Policies))
        {
            any = true;
            changed = changed.WithRules(part.Direction, Read(part, edit));
        }

        if (!any)
            faults.Add(RefusalKind.Missing, "", "Ingress or Egress must hold a rule; version 0 clears both.");
        return edit.Commit(changed);
    }

    private static ImmutableArray<GroupRule> Read(RulePart part, RuleEdit edit)
    {
        var surviving = edit.Group.Rules(part.Direction).ToLookup(rule => rule.Text);
        var duplicates = new DuplicateCheck([]);
        var rules = ImmutableArray.CreateBuilder<GroupRule>(part.Specs.Length);
        for (int i = 0; i < part.Specs.Length; i++)
        {
            if (edit.Parser.Parse(part.Specs[i], part.Path(i), edit.Faults) is not { } rule)
                continue;
            duplicates.Check(rule, part.Path(i), edit.Faults);
            rules.Add(edit.Place(rule, surviving[rule.Text].FirstOrDefault(rule.IsSameAs)));
        }

        return rules.DrainToImmutable();
    }
}
