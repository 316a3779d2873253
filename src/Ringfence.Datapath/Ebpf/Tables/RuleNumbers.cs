using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// Numbers for the rules of a host: what the tables, flows, counters and samples name a rule by. A rule keeps its number while any policy holds it, whatever its position, and
/// policies share it, so that hits of a shared rule add up. Number 0 is "no rule".
/// </summary>
internal sealed class RuleNumbers(uint capacity)
{
    private readonly Dictionary<RuleId, (uint Number, int Holders)> _numbers = [];
    private readonly Dictionary<uint, RuleId> _rules = [];
    private readonly Queue<uint> _free = new();
    private uint _next = 1;

    /// <summary>How many rules have a number.</summary>
    public int Count => _numbers.Count;

    /// <summary>Whether those of the rules that have no number yet have room.</summary>
    public bool HasRoomFor(IEnumerable<RuleId> rules) => _free.Count + (capacity - _next) >= rules.Count(rule => !_numbers.ContainsKey(rule));

    /// <summary>The rule's number, for one more policy.</summary>
    /// <exception cref="InvalidOperationException">All are given; the caller checks first.</exception>
    public uint Hold(RuleId rule)
    {
        if (_numbers.TryGetValue(rule, out var held))
        {
            _numbers[rule] = held with { Holders = held.Holders + 1 };
            return held.Number;
        }

        uint number = _next < capacity ? _next++ : _free.TryDequeue(out uint free) ? free : throw new InvalidOperationException("No rule number is free.");
        _numbers.Add(rule, (number, 1));
        _rules[number] = rule;
        return number;
    }

    /// <summary>One policy less holds the rule. The number is given again last of all, so that old flows rarely name a newer rule.</summary>
    public void Release(RuleId rule)
    {
        var held = _numbers[rule];
        if (held.Holders > 1)
        {
            _numbers[rule] = held with { Holders = held.Holders - 1 };
            return;
        }

        _numbers.Remove(rule);
        _free.Enqueue(held.Number);
    }

    /// <summary>The rule that has or last had a number.</summary>
    public RuleId? RuleOf(uint number) => _rules.TryGetValue(number, out var rule) ? rule : null;

    /// <summary>Every rule that is held, with its number.</summary>
    public IEnumerable<(RuleId Rule, uint Number)> Held => _numbers.Select(entry => (entry.Key, entry.Value.Number));
}
