using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>The rows that addresses have in packet sets, each looked up once.</summary>
internal sealed class AddressRows
{
    private readonly Dictionary<IpAddress, int> _slots = [];
    private readonly List<IpAddress> _addresses = [];
    private Dictionary<PacketSet, int[]> _rows = new(ReferenceEqualityComparer.Instance);
    private Dictionary<PacketSet, int[]> _before = new(ReferenceEqualityComparer.Instance);

    /// <summary>Begins a matrix: what the last one did not ask for is forgotten, and all of it when most addresses are gone.</summary>
    public void Begin(IReadOnlyCollection<IpAddress> addresses)
    {
        (_before, _rows) = (_rows, _before);
        _rows.Clear();
        if (_addresses.Count > (2 * addresses.Count) + 1024)
        {
            _slots.Clear();
            _addresses.Clear();
            _before.Clear();
        }

        foreach (var address in addresses)
        {
            if (_slots.TryAdd(address, _addresses.Count))
                _addresses.Add(address);
        }
    }

    /// <summary>The address's index in what <see cref="Of"/> gives.</summary>
    public int SlotOf(IpAddress address) => _slots[address];

    /// <summary>The rows of all addresses in a set.</summary>
    public int[] Of(PacketSet set)
    {
        if (_rows.TryGetValue(set, out int[]? rows))
            return rows;
        rows = _before.GetValueOrDefault(set, []);
        int known = rows.Length;
        if (known < _addresses.Count)
        {
            Array.Resize(ref rows, _addresses.Count);
            for (int slot = known; slot < rows.Length; slot++)
                rows[slot] = set.RowOf(_addresses[slot]);
        }

        _rows.Add(set, rows);
        return rows;
    }
}
