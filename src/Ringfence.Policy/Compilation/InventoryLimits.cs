using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>The limits that are counted, not compiled.</summary>
internal static class InventoryLimits
{
    /// <summary>Interfaces and their addresses; those that were there before in <paramref name="checkedBefore"/> are not looked at again.</summary>
    public static Exceeded? Check(HostPolicy policy, HostPolicy checkedBefore, CompilationLimits limits)
    {
        if (policy.Interfaces.Count > limits.MaxInterfaces)
            return new Exceeded(CompilationLimit.Interfaces, policy.Interfaces.Count, limits.MaxInterfaces, "host");
        if (ReferenceEquals(policy.Interfaces, checkedBefore.Interfaces))
            return null;
        foreach (var (id, one) in policy.Interfaces)
        {
            if (one.Addresses.Length > limits.MaxOwnAddresses)
                return new Exceeded(CompilationLimit.OwnAddresses, one.Addresses.Length, limits.MaxOwnAddresses, id);
        }

        return null;
    }

    /// <summary>Different rules of all lists in use.</summary>
    public static Exceeded? CheckRules(IReadOnlyCollection<RuleList> lists, CompilationLimits limits)
    {
        int atMost = lists.Sum(list => list.Rules.Length);
        if (atMost <= limits.MaxHostRules)
            return null;
        var rules = new HashSet<RuleId>(atMost);
        foreach (var list in lists)
            rules.UnionWith(list.Rules.Select(rule => rule.Id));
        return rules.Count > limits.MaxHostRules ? new Exceeded(CompilationLimit.HostRules, rules.Count, limits.MaxHostRules, "host") : null;
    }
}
