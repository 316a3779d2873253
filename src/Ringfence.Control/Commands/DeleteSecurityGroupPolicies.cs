using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Deletes rules of one direction by index, counted as before the call, or by content, where each item takes the topmost rule that is left; never a mixture
/// (doc 215/15809, reference A.14). A missing protocol or port means ALL and is not a wildcard.
/// </summary>
public sealed record DeleteSecurityGroupPolicies(string GroupId, RuleSetSpec Policies) : ICommand<Nothing>
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

        var rules = edit.Group.Rules(part.Direction);
        bool byIndex = part.Specs[0].PolicyIndex is not null;
        if (part.Specs.Any(spec => spec.PolicyIndex is not null != byIndex || (byIndex && spec.HasContent)))
        {
            faults.Add(RefusalKind.InvalidValue, part.Name, "rules are deleted by PolicyIndex alone or by content, not by both in one call.");
            return faults.Refuse<Nothing>();
        }

        var deleted = new HashSet<int>();
        for (int i = 0; i < part.Specs.Length; i++)
        {
            string path = part.Path(i);
            var position = part.Specs[i].PolicyIndex is { } index
                ? RuleLocator.ByIndex(index, rules.Length, path, faults)
                : RuleLocator.ByContent(rules, part.Specs[i], withDescription: true, deleted, path, faults);
            if (position is { } found && !deleted.Add(found))
                faults.Add(RefusalKind.Duplicate, $"{path}.PolicyIndex", $"{found} is named twice.");
        }

        return faults.Any
            ? faults.Refuse<Nothing>()
            : edit.Commit(part.Direction, [.. rules.Where((_, i) => !deleted.Contains(i))]);
    }
}
