using System.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// What rules of one service class say about addresses of one family: literals or an address set, in order, each with its action; the first that has the address decides. Literals that follow
/// each other and do the same are one step, and so one lookup.
/// </summary>
internal sealed class AddressWalk : IEquatable<AddressWalk>
{
    private readonly List<Step> _steps = [];

    private AddressWalk(AddressFamily family) => Family = family;

    /// <summary>Whose addresses.</summary>
    public AddressFamily Family { get; }

    /// <summary>How many nft rules it takes.</summary>
    public int Length => _steps.Count;

    /// <summary>The address sets that are asked.</summary>
    public IEnumerable<SetUse> Sets => _steps.Where(step => step.Set is not null).Select(step => new SetUse(step.Set!, Family, step.Action));

    /// <summary>Exactly one of <paramref name="Literals"/> and <paramref name="Set"/>.</summary>
    private readonly record struct Step(AddressRanges? Literals, string? Set, RuleAction Action);

    /// <summary>The walk of some rules of a stretch.</summary>
    public static AddressWalk Of(ReadOnlySpan<HostRule> rules, ReadOnlySpan<int> which, AddressFamily family)
    {
        var walk = new AddressWalk(family);
        var literals = new List<IpRange>();
        var action = RuleAction.Accept;
        foreach (int i in which)
        {
            var rule = rules[i];
            if (rule.Action != action || rule.AddressSetId is not null)
                walk.Add(literals, action);
            action = rule.Action;
            if (rule.AddressSetId is { } set)
            {
                walk.Add(new Step(null, set, action));
                continue;
            }

            literals.AddRange(rule.Addresses!.Ranges.Where(range => range.Family == family));
            // What follows is never reached.
            if (literals.Count > 0 && IsEverything(literals[^1]))
                break;
        }

        walk.Add(literals, action);
        return walk;
    }

    /// <summary>
    /// The walk as nft rules behind a match of the family, always in terms of the flow's first packet (<c>ct original</c>): so they give the same answer for packets of either direction and for
    /// ICMP errors about the flow.
    /// </summary>
    public IEnumerable<string> Rules(string match, Direction direction, Func<string, int> setNumber)
    {
        foreach (var (literals, set, action) in _steps)
        {
            yield return set is not null
                ? $"{match}jump {RuleText.MemberChain(setNumber(set), Family, direction, action)}"
                : $"{match}{Match(RuleText.Selector(Family, direction), literals!)}goto {RuleText.Target(direction, action)}";
        }
    }

    /// <inheritdoc/>
    public bool Equals(AddressWalk? other) => other is not null && Family == other.Family && _steps.SequenceEqual(other._steps);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AddressWalk);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Family);
        foreach (var step in _steps)
            hash.Add(step);
        return hash.ToHashCode();
    }

    private static bool IsEverything(IpRange range) => range.Block is { Length: 0 };

    private void Add(List<IpRange> literals, RuleAction action)
    {
        if (literals.Count > 0)
            _steps.Add(new Step(AddressRanges.Of(literals), null, action));
        literals.Clear();
    }

    private void Add(Step step)
    {
        if (_steps.Count == 0 || _steps[^1] != step)
            _steps.Add(step);
    }

    /// <summary>Addresses that are several ranges are an anonymous set, which belongs to its nft rule and so changes with it, never under a packet.</summary>
    private static string Match(string selector, AddressRanges literals)
    {
        var ranges = literals.Ranges;
        if (IsEverything(ranges[0]))
            return "";
        if (ranges.Length == 1)
            return $"ct original {selector} {Text(ranges[0])} ";
        var text = new StringBuilder($"ct original {selector} {{ ");
        for (int i = 0; i < ranges.Length; i++)
            text.Append(i > 0 ? ", " : "").Append(Text(ranges[i]));
        return text.Append(" } ").ToString();
    }

    private static string Text(IpRange range) => range.Block is { } block ? block.ToString() : $"{range.First}-{range.Last}";
}

/// <summary>Rules ask an address set.</summary>
/// <param name="Set">The set's id.</param>
/// <param name="Family">For addresses of this family.</param>
/// <param name="Action">What happens to its members.</param>
internal readonly record struct SetUse(string Set, AddressFamily Family, RuleAction Action);
