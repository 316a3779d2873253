using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// IPv6 address to class in the arena (struct rf_hosts6): lines of three. A way's class is written after its address and cleared before it: a reader that finds the
/// address before and after it read the class has the right one.
/// </summary>
internal sealed class HostTable6(Arena arena, AddressHash hash)
{
    private const int Ways = 3, HighAt = 0, LowAt = 24, ClassAt = 48, OverflowAt = 60;

    private uint _block;
    private uint _mask;

    /// <summary>Addresses in the table.</summary>
    public int Count { get; private set; }

    /// <summary>What the classifier record holds: offset and mask of lines.</summary>
    public ulong Word => _block == 0 ? 0 : _block | ((ulong)_mask << 32);

    public uint Block => _block;

    /// <summary>Makes room for so many addresses, at a third of the ways. The table is empty then.</summary>
    public void Allocate(int addresses)
    {
        uint lines = 2;
        while (lines < addresses)
            lines *= 2;
        _block = arena.Allocate(lines * (long)Arena.Line);
        _mask = lines - 1;
        Count = 0;
    }

    /// <summary>Sets an address' class (not 0); false when its two lines are full.</summary>
    public bool Set(IpAddress address, int classId)
    {
        if (_block == 0)
            return false;
        var key = KernelAddress.Of(address);
        uint home = hash.Of(key) & _mask;
        if ((Find(home, key) ?? Find(home ^ 1, key)) is { } way)
        {
            Volatile.Write(ref arena.At<uint>(way), (uint)classId);
            return true;
        }

        if (!TryAdd(home, key, (uint)classId))
        {
            Volatile.Write(ref arena.At<uint>(LineAt(home) + OverflowAt), 1);
            if (!TryAdd(home ^ 1, key, (uint)classId))
                return false;
        }

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
            var key = KernelAddress.Of(address);
            uint pair = hash.Of(key) & _mask & ~1u;
            if (Find(pair, key) is not null || Find(pair + 1, key) is not null)
                continue;
            if (!free.TryGetValue(pair, out int left))
                left = FreeInLine(pair) + FreeInLine(pair + 1);
            if (left == 0)
                return false;
            free[pair] = left - 1;
        }

        return true;
    }

    /// <summary>Removes an address; false when it was not there.</summary>
    public bool Remove(IpAddress address)
    {
        if (_block == 0)
            return false;
        var key = KernelAddress.Of(address);
        uint home = hash.Of(key) & _mask;
        if ((Find(home, key) ?? Find(home ^ 1, key)) is not { } way)
            return false;
        Volatile.Write(ref arena.At<uint>(way), 0);
        Count--;
        return true;
    }

    private uint LineAt(uint line) => _block + (line * Arena.Line);

    private int FreeInLine(uint line)
    {
        int free = 0;
        for (uint i = 0; i < Ways; i++)
            free += arena.At<uint>(LineAt(line) + ClassAt + (4 * i)) == 0 ? 1 : 0;
        return free;
    }

    /// <summary>Where the address' class lies.</summary>
    private uint? Find(uint line, KernelAddress key)
    {
        uint at = LineAt(line);
        for (uint i = 0; i < Ways; i++)
        {
            if (arena.At<uint>(at + ClassAt + (4 * i)) != 0 && arena.At<ulong>(at + LowAt + (8 * i)) == key.Low && arena.At<ulong>(at + HighAt + (8 * i)) == key.High)
                return at + ClassAt + (4 * i);
        }

        return null;
    }

    private bool TryAdd(uint line, KernelAddress key, uint classId)
    {
        uint at = LineAt(line);
        for (uint i = 0; i < Ways; i++)
        {
            if (arena.At<uint>(at + ClassAt + (4 * i)) != 0)
                continue;
            Volatile.Write(ref arena.At<ulong>(at + HighAt + (8 * i)), key.High);
            Volatile.Write(ref arena.At<ulong>(at + LowAt + (8 * i)), key.Low);
            Volatile.Write(ref arena.At<uint>(at + ClassAt + (4 * i)), classId);
            return true;
        }

        return false;
    }
}
