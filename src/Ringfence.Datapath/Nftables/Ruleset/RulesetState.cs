using System.Collections.Immutable;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// What the kernel's tables hold, as this process left them, and the way from there to the next policy. Writing a transaction moves the state forward at
/// once: when the kernel then refuses, the state is worthless and a new one replaces everything.
/// </summary>
internal sealed class RulesetState
{
    private readonly GracePeriods _grace;
    private readonly LinkEssentials _essentials;
    private readonly ImmutableDictionary<string, int> _previousNumbers;
    private readonly RulesetWriter _writer = new();
    private readonly Dictionary<string, (ListChains Chains, RuleList List)> _lists = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DeviceState> _devices = new(StringComparer.Ordinal);
    private readonly SortedSet<int> _freeNumbers = [];
    private bool _isFirst = true;
    private int _lastDevice;
    private int _lastList;

    /// <summary>The state before the first transaction.</summary>
    /// <param name="grace">When copies of sets are free.</param>
    /// <param name="essentials">What passes without a rule.</param>
    /// <param name="previousNumbers">Numbers that devices have in the tables that the first transaction replaces: they keep them, and nobody else gets them.</param>
    public RulesetState(GracePeriods grace, LinkEssentials essentials, ImmutableDictionary<string, int> previousNumbers)
    {
        (_grace, _essentials, _previousNumbers) = (grace, essentials, previousNumbers);
        _lastDevice = previousNumbers.IsEmpty ? 0 : previousNumbers.Values.Max();
    }

    private sealed record DeviceState(int Number, EnforcedDevice Device, Dictionary<(RuleTable, string), IReadOnlyList<string>> Chains, HashSet<DeviceElement> Elements);

    /// <summary>The transaction that was written last.</summary>
    public Text.NftScript Script => _writer.Script;

    /// <summary>Whether rules left a copy of a set in that transaction: a grace period must follow its commit.</summary>
    public bool LeftASet { get; private set; }

    /// <summary>Begins a transaction, for text that goes before <see cref="Write"/>'s.</summary>
    public void Start() => _writer.Start();

    /// <summary>
    /// Writes what leads from the last written policy to this one. <see cref="Script"/> stays empty when nothing does.
    /// </summary>
    /// <param name="policy">Lists and sets.</param>
    /// <param name="devices">The devices to enforce, by name.</param>
    /// <param name="transaction">A number that grows with each transaction.</param>
    public void Write(HostPolicy policy, IReadOnlyDictionary<string, EnforcedDevice> devices, long transaction)
    {
        LeftASet = _writer.UpdateSets(policy.Sets, _grace, transaction);
        foreach (var (id, list) in policy.Lists)
        {
            if (!_lists.TryGetValue(id, out var state))
            {
                state.Chains = new ListChains(++_lastList);
                state.Chains.Create(_writer);
            }

            if (ReferenceEquals(state.List, list))
                continue;
            state.Chains.Update(_writer, list);
            _lists[id] = (state.Chains, list);
        }

        UpdateDevices(devices);
        foreach (var (id, (chains, list)) in _lists)
        {
            if (policy.Lists.ContainsKey(id))
                continue;
            chains.Delete(_writer, list);
            _lists.Remove(id);
        }

        _writer.DeleteSets(policy.Sets);
        _writer.Finish();
    }

    private void UpdateDevices(IReadOnlyDictionary<string, EnforcedDevice> devices)
    {
        var freed = new List<int>();
        foreach (var (name, state) in _devices)
        {
            if (devices.ContainsKey(name))
                continue;
            foreach (var element in state.Elements)
                _writer.RemoveElement(Name(element.Table), element);
            foreach (var (table, chain) in state.Chains.Keys)
                _writer.RemoveChain(Name(table), chain);
            freed.Add(state.Number);
            _devices.Remove(name);
        }

        foreach (var (name, device) in devices)
        {
            if (!_devices.TryGetValue(name, out var state))
                state = new DeviceState(NewNumber(name), device, [], []);
            else if (state.Device.IsSameAs(device))
                continue;
            _devices[name] = Update(state, device);
        }

        // A number is used again only after the transaction that gave it up: its chains are deleted at the end of that one.
        _freeNumbers.UnionWith(freed);
        if (_isFirst)
            _freeNumbers.UnionWith(Enumerable.Range(1, _lastDevice).Except(_devices.Values.Select(state => state.Number)));
        _isFirst = false;
    }

    private DeviceState Update(DeviceState state, EnforcedDevice device)
    {
        var chains = new Dictionary<(RuleTable, string), IReadOnlyList<string>>();
        foreach (var chain in DeviceRules.Chains(device, state.Number, id => _lists[id].Chains.Number, _essentials))
        {
            var key = (chain.Table, chain.Name);
            chains.Add(key, chain.Rules);
            bool exists = state.Chains.TryGetValue(key, out var old);
            if (exists && old!.SequenceEqual(chain.Rules))
                continue;
            string target = Name(chain.Table);
            _writer.Script.Line($"{(exists ? "flush" : "add")} chain {target} {chain.Name}");
            foreach (string rule in chain.Rules)
                _writer.Script.Line($"add rule {target} {chain.Name} {rule}");
        }

        var elements = DeviceRules.Elements(device, state.Number, _essentials).ToHashSet();
        foreach (var element in state.Elements)
        {
            if (!elements.Contains(element))
                _writer.RemoveElement(Name(element.Table), element);
        }

        foreach (var element in elements)
        {
            if (!state.Elements.Contains(element))
                _writer.AddElement(Name(element.Table), element);
        }

        foreach (var (table, chain) in state.Chains.Keys)
        {
            if (!chains.ContainsKey((table, chain)))
                _writer.RemoveChain(Name(table), chain);
        }

        return new DeviceState(state.Number, device, chains, elements);
    }

    private int NewNumber(string device)
    {
        if (_isFirst && _previousNumbers.TryGetValue(device, out int own))
            return own;
        if (_freeNumbers.Count == 0)
            return ++_lastDevice;
        int number = _freeNumbers.Min;
        _freeNumbers.Remove(number);
        return number;
    }

    private static string Name(RuleTable table) => table switch
    {
        RuleTable.Inet => TableNames.Main.Inet,
        RuleTable.Bridge => TableNames.Main.Bridge,
        _ => TableNames.Main.Arp,
    };
}
