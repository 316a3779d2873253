using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Overwrites or moves rules of one direction (doc 215/55997, reference A.14). <paramref name="UpdateType"/> is <c>Policy</c> (default: content), <c>Priority</c>
/// (position) or <c>Both</c>. For the latter two <paramref name="Original"/> says where each rule is now, in the order of the new ones, and the index of the new one says where
/// it goes; the rules that are not named keep their order around them. A rule that only moves keeps its id and time.
/// </summary>
public sealed record ReplaceSecurityGroupPolicies(string GroupId, RuleSetSpec Policies, RuleSetSpec? Original, string? UpdateType) : ICommand<Nothing>
{
    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        if (RuleEdit.Open(world, context, GroupId, faults) is not { } edit)
            return faults.Refuse<Nothing>();
        edit.CheckVersion(Policies.Version);
        string type = string.IsNullOrEmpty(UpdateType) ? "Policy" : UpdateType;
        bool moves = Is("Priority") || Is("Both");
        if (!moves && !Is("Policy"))
            faults.Add(RefusalKind.InvalidValue, "UpdateType", $"{Faults.Show(type)} is not one of Policy, Priority and Both.");
        if (RulePart.Single(Policies, faults) is not { } part || (!moves && !Is("Policy")))
            return faults.Refuse<Nothing>();

        var replacement = new RuleReplacement(edit, part, Original);
        if (moves)
            replacement.Move(withContent: Is("Both"));
        else
            replacement.Overwrite();
        return faults.Any ? faults.Refuse<Nothing>() : edit.Commit(part.Direction, replacement.Result());

        bool Is(string name) => type.Equals(name, StringComparison.OrdinalIgnoreCase);
    }
}
