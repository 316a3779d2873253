using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// One rule list in the kernel, cut into stretches that are searched one after the other. A change works the list out again and writes the list's own chain and those of the groups' that it did
/// not have; it needs no rule handles.
/// </summary>
internal sealed class ListChains(int number)
{
    /// <summary>Most rules of a stretch.</summary>
    private const int MostRules = 1024;

    /// <summary>A stretch whose rules are in many service classes each is cut in two, down to this: so what the kernel holds grows with the rules and not with their square.</summary>
    private const int FewRules = 16, MostClassesOfARule = 4;

    private Dictionary<string, int> _chains = [];
    private List<SetUse> _sets = [];

    public int Number => number;

    /// <summary>Declares the list's own chain, still empty.</summary>
    public void Create(RulesetWriter writer) => writer.Script.Line($"add chain {writer.Table} l{number}");

    /// <summary>Brings the chains to these rules.</summary>
    public void Update(RulesetWriter writer, RuleList list)
    {
        var groups = new GroupChains(writer, list.Direction, _chains);
        var dispatch = new List<string>();
        Cut(list.Rules.AsSpan(), groups, dispatch);
        Release(writer, list);
        writer.Script.Line($"flush chain {writer.Table} l{number}");
        foreach (string rule in dispatch)
            writer.Script.Line($"add rule {writer.Table} l{number} {rule}");
        RemoveChains(writer, groups.Spare.Values);
        (_chains, _sets) = (groups.Numbers, groups.Sets);
    }

    /// <summary>Removes all chains; nothing jumps to the list any more.</summary>
    public void Delete(RulesetWriter writer, RuleList list)
    {
        Release(writer, list);
        writer.RemoveChain($"l{number}");
        RemoveChains(writer, _chains.Values);
    }

    private static void RemoveChains(RulesetWriter writer, IEnumerable<int> chains)
    {
        foreach (int chain in chains)
            writer.RemoveChain($"c{chain}");
    }

    private static void Cut(ReadOnlySpan<HostRule> rules, GroupChains groups, List<string> dispatch)
    {
        var services = rules.Length <= MostRules ? new ServiceClasses(rules) : null;
        if (services is null || (rules.Length > FewRules && services.Size > rules.Length * MostClassesOfARule))
        {
            Cut(rules[..(rules.Length / 2)], groups, dispatch);
            Cut(rules[(rules.Length / 2)..], groups, dispatch);
            return;
        }

        foreach (var family in RuleText.Families)
            new ListStretch(groups, dispatch, family).Write(rules, services);
    }

    private void Release(RulesetWriter writer, RuleList list)
    {
        foreach (var use in _sets)
            writer.Release(use, list.Direction);
    }
}
