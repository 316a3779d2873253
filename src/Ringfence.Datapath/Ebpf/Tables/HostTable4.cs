using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>IPv4 address to class in the arena (struct rf_hosts4): lines of eight, an address in its line or in the neighbour. Address and class are one store.</summary>
internal sealed class HostTable4(Arena arena, AddressHash hash)
{
    private const int Ways = 8;
    private const uint OverflowBit = 0x80000000;

    private uint _block;
    private uint _mask;

    /// <summary>Addresses in the table.</summary>
    public int Count { get; private set; }

    /// <summary>What the classifier record holds: offset and mask of lines.</summary>
    public ulong Word => _block == 0 ? 0 : _block | ((ulong)_mask << 32);

    public uint Block => _block;

    /// <summary>Makes room for so many addresses, at a quarter of the ways. The table is empty then.</summary>
    public void Allocate(int addresses)
    {
        uint lines = 2;
        while (lines * 2L < addresses)
            lines *= 2;
        _block = arena.Allocate(lines * (long)Arena.Line);
        _mask = lines - 1;
        Count = 0;
    }

    /// <summary>Sets an address' class (not 0); false when its two lines are full.</summary>
    public bool Set(IpAddress address, int classId)
    {
        uint key = KernelAddress.NetworkOrder(address);
        uint home = hash.Of(KernelAddress.Of(address)) & _mask;
        if (_block == 0)
            return false;
        if (TryReplace(home, key, (uint)classId) || TryReplace(home ^ 1, key, (uint)classId))
            return true;
        if (TryAdd(home, key, (uint)classId))
        {
            Count++;
            return true;
        }

        // The mark goes first: whoever misses in the home line must then look in the neighbour.
        ref ulong first = ref Way(home, 0);
        Volatile.Write(ref first, first | ((ulong)OverflowBit << 32));
        if (!TryAdd(home ^ 1, key, (uint)classId))
            return false;
        Count++;
        return true;
    }

    /// <summary>Whether these can all be set. An address goes to its line or its neighbour, and so do that one's: it is the pair that must have room.</summary>
    public bool HasRoomFor(IEnumerable<IpAddress> addresses)
    {
        var free = new Dictionary<uint, int>();
        foreach (var address in addresses)
        {
            if (_block == 0)
                return false;
            uint key = KernelAddress.NetworkOrder(address), pair = hash.Of(KernelAddress.Of(address)) & _mask & ~1u;
            if (CountInPair(pair, key) > 0)
                continue;
            if (!free.TryGetValue(pair, out int left))
                left = CountInPair(pair, 0);
            if (left == 0)
                return false;
            free[pair] = left - 1;
        }

        return true;
    }

    /// <summary>Removes an address; false when it was not there.</summary>
    public bool Remove(IpAddress address)
    {
        uint key = KernelAddress.NetworkOrder(address);
        uint home = hash.Of(KernelAddress.Of(address)) & _mask;
        if (_block == 0 || (!TryClear(home, key) && !TryClear(home ^ 1, key)))
            return false;
        Count--;
        return true;
    }

    private ref ulong Way(uint line, int way) => ref arena.At<ulong>(_block + (line * Arena.Line) + ((uint)way * sizeof(ulong)));

    /// <summary>How many ways of two neighbours hold a key.</summary>
    private int CountInPair(uint pair, uint key)
    {
        int found = 0;
        for (int i = 0; i < 2 * Ways; i++)
            found += (uint)Way(pair + (uint)(i / Ways), i % Ways) == key ? 1 : 0;
        return found;
    }

    private bool TryReplace(uint line, uint key, uint classId)
    {
        for (int i = 0; i < Ways; i++)
        {
            ref ulong way = ref Way(line, i);
            if ((uint)way != key)
                continue;
            Volatile.Write(ref way, key | ((ulong)(classId | ((uint)(way >> 32) & OverflowBit)) << 32));
            return true;
        }

        return false;
    }

    private bool TryAdd(uint line, uint key, uint classId)
    {
        for (int i = 0; i < Ways; i++)
        {
            ref ulong way = ref Way(line, i);
            if ((uint)way != 0)
                continue;
            Volatile.Write(ref way, key | ((ulong)(classId | ((uint)(way >> 32) & OverflowBit)) << 32));
            return true;
        }

        return false;
    }

    private bool TryClear(uint line, uint key)
    {
        for (int i = 0; i < Ways; i++)
        {
            ref ulong way = ref Way(line, i);
            if ((uint)way != key)
                continue;
            Volatile.Write(ref way, way & ((ulong)OverflowBit << 32));
            return true;
        }

        return false;
    }
}
