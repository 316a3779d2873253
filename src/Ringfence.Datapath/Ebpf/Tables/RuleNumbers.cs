using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>Where the numbers of rules outlive the agent.</summary>
internal interface IRuleNumberStore
{
    /// <summary>How many numbers there are; 0 is "no rule".</summary>
    uint Capacity { get; }

    /// <summary>The rule that has or last had a number; null: none has had it.</summary>
    RuleId? this[uint number] { get; }

    /// <summary>Gives a number to a rule. Its hits begin at zero.</summary>
    void Give(uint number, RuleId rule);
}

/// <summary>
/// Numbers for the rules of a host: what the tables, flows, counters and samples name a rule by. A rule keeps its number while any policy holds it, whatever its position, also over the
/// agent's lives, and policies share it, so that hits of a shared rule add up. Number 0 is "no rule".
/// </summary>
internal sealed class RuleNumbers
{
    private readonly IRuleNumberStore _store;
    private readonly Dictionary<RuleId, (uint Number, int Holders)> _numbers = [];
    private readonly Queue<uint> _free = new();
    private uint _next = 1;

    /// <summary>Goes on from the numbers that a previous life gave; nobody holds them yet.</summary>
    public RuleNumbers(IRuleNumberStore store)
    {
        _store = store;
        for (uint number = 1; number < store.Capacity; number++)
        {
            if (store[number] is not { } rule)
                continue;
            for (; _next < number; _next++)
                _free.Enqueue(_next);
            _next = number + 1;
            if (!_numbers.TryAdd(rule, (number, 0)))
                _free.Enqueue(number);
        }
    }

    /// <summary>How many rules have a number.</summary>
    public int Count => _numbers.Count;

    /// <summary>Whether those of the rules that have no number yet have room.</summary>
    public bool HasRoomFor(IEnumerable<RuleId> rules) => _free.Count + (_store.Capacity - _next) >= rules.Count(rule => !_numbers.ContainsKey(rule));

    /// <summary>The rule's number, for one more policy.</summary>
    /// <exception cref="InvalidOperationException">All are given; the caller checks first.</exception>
    public uint Hold(RuleId rule)
    {
        if (_numbers.TryGetValue(rule, out var held))
        {
            _numbers[rule] = held with { Holders = held.Holders + 1 };
            return held.Number;
        }

        uint number = _next < _store.Capacity ? _next++ : _free.TryDequeue(out uint free) ? free : throw new InvalidOperationException("No rule number is free.");
        _numbers.Add(rule, (number, 1));
        _store.Give(number, rule);
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

    /// <summary>Lets go of the numbers of a previous life that no policy holds now.</summary>
    public void ReleaseUnheld()
    {
        foreach (var (rule, held) in _numbers.Where(entry => entry.Value.Holders == 0).ToList())
        {
            _numbers.Remove(rule);
            _free.Enqueue(held.Number);
        }
    }

    /// <summary>The number of a rule; null: it has none.</summary>
    public uint? NumberOf(RuleId rule) => _numbers.TryGetValue(rule, out var held) ? held.Number : null;

    /// <summary>The rule that has or last had a number.</summary>
    public RuleId? RuleOf(uint number) => number < _store.Capacity ? _store[number] : null;

    /// <summary>Every rule that is held, with its number.</summary>
    public IEnumerable<(RuleId Rule, uint Number)> Held => _numbers.Select(entry => (entry.Key, entry.Value.Number));
}
