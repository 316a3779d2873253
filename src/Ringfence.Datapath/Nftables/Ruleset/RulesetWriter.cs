using Ringfence.Datapath.Nftables.Text;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// Collects one transaction in the order that nf_tables wants: what is made and changed, then what is emptied, then what is deleted (nothing may be deleted
/// that a rule still names). Also hands out the numbers of chains and sets.
/// </summary>
internal sealed class RulesetWriter
{
    private readonly NftScript _flushes = new();
    private readonly NftScript _removals = new();
    private readonly Dictionary<string, SetState> _sets = new(StringComparer.Ordinal);
    private int _lastChain;
    private int _lastSet;

    /// <summary>An address set: one kernel set for each family.</summary>
    private sealed record SetState(int Number, MemberSet V4, MemberSet V6)
    {
        public required AddressSet Content { get; set; }
    }

    /// <summary>The IP table with its family.</summary>
    public string Table { get; } = TableNames.Main.Inet;

    /// <summary>Where things are made and changed.</summary>
    public NftScript Script { get; } = new();

    /// <summary>Begins a transaction.</summary>
    public void Start()
    {
        Script.Clear();
        _flushes.Clear();
        _removals.Clear();
    }

    /// <summary>Ends the transaction: the whole text is in <see cref="Script"/>.</summary>
    public void Finish()
    {
        foreach (var set in _sets.Values)
        {
            set.V4.RemoveUnused(_flushes, _removals, Table);
            set.V6.RemoveUnused(_flushes, _removals, Table);
        }

        Script.Append(_flushes.Bytes);
        Script.Append(_removals.Bytes);
    }

    public void RemoveChain(string chain) => RemoveChain(Table, chain);

    public void RemoveChain(string table, string chain)
    {
        _flushes.Line($"flush chain {table} {chain}");
        _removals.Line($"delete chain {table} {chain}");
    }

    public void RemoveElement(string table, DeviceElement element) => Script.Line($"delete element {table} {element.Map} {{ {element.Key} }}");

    public void AddElement(string table, DeviceElement element)
    {
        if (element.Verdict is { } verdict)
            Script.Line($"add element {table} {element.Map} {{ {element.Key} : {verdict} }}");
        else
            Script.Line($"add element {table} {element.Map} {{ {element.Key} }}");
    }

    /// <summary>Brings the kernel's sets to these; sets that are gone are deleted by <see cref="DeleteSets"/> when no rule names them any more.</summary>
    /// <returns>True when rules left a copy of a set.</returns>
    public bool UpdateSets(IReadOnlyDictionary<string, AddressSet> sets, GracePeriods grace, long transaction)
    {
        bool left = false;
        foreach (var (id, content) in sets)
        {
            if (!_sets.TryGetValue(id, out var state))
            {
                int number = ++_lastSet;
                state = new SetState(number, new MemberSet(number, AddressFamily.IPv4), new MemberSet(number, AddressFamily.IPv6))
                {
                    Content = content,
                };
                state.V4.Create(Script, Table, content);
                state.V6.Create(Script, Table, content);
                _sets.Add(id, state);
            }
            else if (!ReferenceEquals(state.Content, content))
            {
                left |= state.V4.Update(Script, _removals, Table, content, grace, transaction);
                left |= state.V6.Update(Script, _removals, Table, content, grace, transaction);
                state.Content = content;
            }
        }

        return left;
    }

    /// <summary>Deletes the sets that are not in the policy. Their users are gone by now.</summary>
    public void DeleteSets(IReadOnlyDictionary<string, AddressSet> sets)
    {
        foreach (var (id, state) in _sets)
        {
            if (sets.ContainsKey(id))
                continue;
            state.V4.RemoveUnused(_flushes, _removals, Table);
            state.V6.RemoveUnused(_flushes, _removals, Table);
            state.V4.Delete(_removals, Table);
            state.V6.Delete(_removals, Table);
            _sets.Remove(id);
        }
    }

    public int SetNumber(string id) => _sets[id].Number;

    /// <summary>Makes a chain of rules; its number.</summary>
    public int AddChain(IEnumerable<string> rules)
    {
        int number = ++_lastChain;
        Script.Line($"add chain {Table} c{number}");
        foreach (string rule in rules)
            Script.Line($"add rule {Table} c{number} {rule}");
        return number;
    }

    /// <summary>Rules begin to ask a set; the chain that asks it is made when it is the first time.</summary>
    public void Acquire(SetUse use, Direction direction) => Of(use).Acquire(Script, Table, direction, use.Action);

    /// <summary>Rules no longer ask a set.</summary>
    public void Release(SetUse use, Direction direction) => Of(use).Release(direction, use.Action);

    private MemberSet Of(SetUse use) => use.Family == AddressFamily.IPv4 ? _sets[use.Set].V4 : _sets[use.Set].V6;
}
