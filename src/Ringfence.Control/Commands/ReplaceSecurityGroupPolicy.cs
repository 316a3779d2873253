using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Overwrites one rule in place (doc 215/15811, reference A.14): the one at the index, or else the one with the content of <paramref name="Original"/>, or else the one that
/// differs in its description only. The rule keeps its id and time when nothing changes.
/// </summary>
public sealed record ReplaceSecurityGroupPolicy(string GroupId, RuleSetSpec Policies, RuleSetSpec? Original) : ICommand<Nothing>
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
        if (part.Specs.Length > 1)
        {
            faults.Add(RefusalKind.TooMany, part.Name, $"one rule is replaced in a call, not {part.Specs.Length}.");
            return faults.Refuse<Nothing>();
        }

        var replacement = new RuleReplacement(edit, part, Original);
        replacement.Overwrite();
        return faults.Any ? faults.Refuse<Nothing>() : edit.Commit(part.Direction, replacement.Result());
    }
}
