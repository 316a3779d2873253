using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>
/// The rows that addresses have in packet sets, each looked up once: what one matrix leaves behind for the next, which is much the same. A set that comes again must be the same object. Not for two
/// threads at once.
/// </summary>
public sealed class ReachMemory
{
    private readonly Dictionary<IpAddress, int> _slots = [];
    private readonly List<IpAddress> _addresses = [];
    private Dictionary<PacketSet, int[]> _rows = new(ReferenceEqualityComparer.Instance);
    private Dictionary<PacketSet, int[]> _before = new(ReferenceEqualityComparer.Instance);

    /// <summary>Begins a matrix: what the last one did not ask for is forgotten, and all of it when most addresses are gone.</summary>
    internal void Begin(int addresses)
    {
        (_before, _rows) = (_rows, _before);
        _rows.Clear();
        if (_addresses.Count <= (2 * addresses) + 1024)
            return;
        _slots.Clear();
        _addresses.Clear();
        _before.Clear();
    }

    /// <summary>The address's index in what <see cref="RowsOf"/> gives. All addresses are asked for before the first row.</summary>
    internal int SlotOf(IpAddress address)
    {
        if (!_slots.TryGetValue(address, out int slot))
        {
            _slots.Add(address, slot = _addresses.Count);
            _addresses.Add(address);
        }

        return slot;
    }

    /// <summary>The rows of all addresses in a set.</summary>
    internal int[] RowsOf(PacketSet set)
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
