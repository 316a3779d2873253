using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>The groups' chains of a list while it is written: one that the list had is taken as it is, another is made.</summary>
/// <param name="writer">Where to write.</param>
/// <param name="direction">The list's direction.</param>
/// <param name="spare">The chains that the list had, by what is in them; what is used is taken out.</param>
internal sealed class GroupChains(RulesetWriter writer, Direction direction, Dictionary<string, int> spare)
{
    /// <summary>What is left of the chains that the list had.</summary>
    public Dictionary<string, int> Spare { get; } = spare;

    /// <summary>The list's chains now, by what is in them.</summary>
    public Dictionary<string, int> Numbers { get; } = new(StringComparer.Ordinal);

    /// <summary>The address sets that rules of the list ask, as often as they do. Who gives the list up releases them.</summary>
    public List<SetUse> Sets { get; } = [];

    /// <summary>A chain of these rules; its number.</summary>
    public int Of(IEnumerable<string> rules)
    {
        string content = string.Join('\n', rules);
        if (Numbers.TryGetValue(content, out int number))
            return number;
        if (!Spare.Remove(content, out number))
            number = writer.AddChain(content.Split('\n'));
        Numbers.Add(content, number);
        return number;
    }

    /// <summary>The walk as nft rules behind a match.</summary>
    public IEnumerable<string> Rules(AddressWalk walk, string match)
    {
        foreach (var use in walk.Sets)
        {
            writer.Acquire(use, direction);
            Sets.Add(use);
        }

        return walk.Rules(match, direction, writer.SetNumber);
    }
}
