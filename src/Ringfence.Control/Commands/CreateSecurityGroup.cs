using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Commands;

/// <summary>
/// Makes a group, with rules when they are given (CreateSecurityGroup, CreateSecurityGroupWithPolicies: doc 215/15806, 215/36083). The rules stand in the order of
/// the request; indexes may be absent, all the same, or exactly 0, 1, 2, … (reference A.10). The version in <paramref name="Policies"/> has no meaning.
/// </summary>
public sealed record CreateSecurityGroup(string Name, string Description, string? ProjectId, ImmutableArray<Tag> Tags, RuleSetSpec? Policies) : ICommand<SecurityGroup>
{
    /// <inheritdoc/>
    public Decision<SecurityGroup> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        GroupText.CheckName(Name, faults);
        GroupText.CheckDescription(Description, faults);
        string project = Commands.ProjectId.Read(ProjectId, "ProjectId", faults);
        TagRules.Check(Tags, "Tags", faults);

        var ids = new RuleIdSequence(world);
        var parser = new RuleParser(world, context.Scope, project, RuleFieldNames.Request);
        var rules = new Dictionary<Direction, ImmutableArray<GroupRule>>();
        foreach (var part in RulePart.Given(Policies ?? RuleSetSpec.Empty))
        {
            CheckIndexes(part, faults);
            rules[part.Direction] = Read(part, parser, ids, context.Now, faults);
        }

        var group = new NewGroups(world, context, ids, new FreshIds(world, context.Ids), faults).Make(
            project, Name, Description, Tags, rules.GetValueOrDefault(Direction.Ingress, []), rules.GetValueOrDefault(Direction.Egress, []));
        RuleQuota.Check(world, context.Quotas, null, group, faults);
        return faults.Any ? faults.Refuse<SecurityGroup>() : Decision<SecurityGroup>.Accept(group, new Change.PutGroup(group));
    }

    private static ImmutableArray<GroupRule> Read(RulePart part, RuleParser parser, RuleIdSequence ids, DateTimeOffset now, Faults faults)
    {
        var rules = ImmutableArray.CreateBuilder<GroupRule>(part.Specs.Length);
        var duplicates = new DuplicateCheck([]);
        for (int i = 0; i < part.Specs.Length; i++)
        {
            if (parser.Parse(part.Specs[i], part.Path(i), faults) is not { } rule)
                continue;
            duplicates.Check(rule, part.Path(i), faults);
            rules.Add(rule.ToGroupRule(ids.Next(), now));
        }

        return rules.DrainToImmutable();
    }

    private static void CheckIndexes(RulePart part, Faults faults)
    {
        var first = part.Specs[0].PolicyIndex;
        bool same = part.Specs.All(spec => spec.PolicyIndex == first);
        bool counting = part.Specs.Select((spec, i) => spec.PolicyIndex == i).All(matches => matches);
        if (!same && !counting)
            faults.Add(RefusalKind.InvalidValue, part.Name, "PolicyIndex must be absent, the same in all rules, or 0, 1, 2, … in their order.");
        else if (first < 0)
            faults.Add(RefusalKind.OutOfRange, $"{part.Path(0)}.PolicyIndex", $"{first} is negative.");
    }
}
