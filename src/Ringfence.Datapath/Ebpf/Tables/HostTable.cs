using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// Address to class in the arena, in lines of a few ways: an address is in its own line or, when that one is marked, in its other line (cuckoo hashing: Pagh and Rodler, ESA 2001). Where both are
/// full, others make room. Packets look while this writes: an address goes from its own line to the other only, and is there before it leaves, so nobody misses it. With two lines anywhere in
/// the table and others that move, a table as full as <see cref="Allocate"/> lets it be has room for every address: its size follows from their number, not from luck with the hash.
/// </summary>
internal abstract class HostTable(Arena arena, AddressHash hash)
{
    private const int MostSteps = 3;
    private const int LeastRoom = 64;

    private uint _mask;

    /// <summary>Addresses in the table.</summary>
    public int Count { get; private set; }

    /// <summary>What the classifier record holds: offset and mask of lines.</summary>
    public ulong Word => Block == 0 ? 0 : Block | ((ulong)_mask << 32);

    /// <summary>Where it is in the arena; 0: nowhere, and nothing can be set.</summary>
    public uint Block { get; private set; }

    /// <summary>True when a table for as many addresses as this one holds would take half the memory or less.</summary>
    public bool IsWasteful => Block != 0 && LinesFor(Count) < _mask + 1;

    /// <summary>Addresses a line has room for.</summary>
    protected abstract int Ways { get; }

    /// <summary>Addresses a line has on average, when the table is as full as <see cref="Allocate"/> lets it be.</summary>
    protected abstract int Density { get; }

    protected Arena Arena { get; } = arena;

    /// <summary>Makes room for so many addresses. The table is empty then.</summary>
    /// <exception cref="ArenaFullException">There is no room in the arena.</exception>
    public void Allocate(int addresses)
    {
        uint lines = LinesFor(addresses);
        Block = Arena.Allocate(lines * (long)Arena.Line);
        _mask = lines - 1;
        Count = 0;
    }

    /// <summary>Sets an address' class (not 0); false, and nothing has changed, when there is no room.</summary>
    public bool Set(IpAddress address, int classId)
    {
        if (Block == 0)
            return false;
        var key = KernelAddress.Of(address);
        var (home, other) = LinesOf(key);
        if (Find(home, other, key) is (var at, >= 0 and var known))
        {
            SetClass(at, known, (uint)classId);
            return true;
        }

        Span<uint> above = stackalloc uint[MostSteps + 1];
        for (int steps = 0; steps <= MostSteps; steps++)
        {
            uint line = home;
            int way = MakeRoom(home, steps, above, 0);
            if (way < 0)
            {
                line = other;
                way = MakeRoom(other, steps, above, 0);
            }

            if (way < 0)
                continue;
            // The mark goes first: whoever misses in the own line must then look in the other.
            if (line == other)
                Mark(home);
            Put(line, way, key, (uint)classId);
            Count++;
            return true;
        }

        return false;
    }

    /// <summary>The address' class; 0: it is not there.</summary>
    public int ClassOf(IpAddress address)
    {
        if (Block == 0)
            return 0;
        var key = KernelAddress.Of(address);
        var (home, other) = LinesOf(key);
        var (line, way) = Find(home, other, key);
        return way < 0 ? 0 : (int)ClassAt(line, way);
    }

    /// <summary>Removes an address when it is there.</summary>
    public void Remove(IpAddress address)
    {
        if (Block == 0)
            return;
        var key = KernelAddress.Of(address);
        var (home, other) = LinesOf(key);
        var (line, way) = Find(home, other, key);
        if (way < 0)
            return;
        Clear(line, way);
        Count--;
    }

    /// <summary>Every address with its class.</summary>
    public IEnumerable<(IpAddress Host, int Class)> Entries()
    {
        for (uint line = 0; Block != 0 && line <= _mask; line++)
        {
            for (int way = 0; way < Ways; way++)
            {
                if (ClassAt(line, way) is not 0 and var classId)
                    yield return (AddressOf(KeyAt(line, way)), (int)classId);
            }
        }
    }

    /// <summary>Where a line begins in the arena.</summary>
    protected uint LineAt(uint line) => Block + (line * Arena.Line);

    /// <summary>The class of a way; 0: free.</summary>
    protected abstract uint ClassAt(uint line, int way);

    /// <summary>The address of a way that is not free.</summary>
    protected abstract KernelAddress KeyAt(uint line, int way);

    protected abstract IpAddress AddressOf(KernelAddress key);

    /// <summary>Takes a free way.</summary>
    protected abstract void Put(uint line, int way, KernelAddress key, uint classId);

    protected abstract void SetClass(uint line, int way, uint classId);

    protected abstract void Clear(uint line, int way);

    /// <summary>Says that an address of this line may be in its other line.</summary>
    protected abstract void Mark(uint line);

    private uint LinesFor(int addresses)
    {
        uint lines = 2;
        while (lines * (long)Density < Math.Max(LeastRoom, addresses))
            lines *= 2;
        return lines;
    }

    private (uint Home, uint Other) LinesOf(KernelAddress key)
    {
        uint of = hash.Of(key);
        return (of & _mask, AddressHash.OtherLine(of, _mask));
    }

    private (uint Line, int Way) Find(uint home, uint other, KernelAddress key)
    {
        int way = Find(home, key);
        return way >= 0 ? (home, way) : (other, Find(other, key));
    }

    private int Find(uint line, KernelAddress key)
    {
        for (int way = 0; way < Ways; way++)
        {
            if (ClassAt(line, way) != 0 && KeyAt(line, way).Equals(key))
                return way;
        }

        return -1;
    }

    /// <summary>A way of the line that is free, or is made so by moving others, each to its other line; -1: there is none within so many moves.</summary>
    /// <param name="line">The line.</param>
    /// <param name="steps">How many may move, one making room for the next.</param>
    /// <param name="above">The lines that room is being made for: they wait, and are not touched.</param>
    /// <param name="depth">How many those are.</param>
    private int MakeRoom(uint line, int steps, Span<uint> above, int depth)
    {
        if (above[..depth].Contains(line))
            return -1;
        for (int way = 0; way < Ways; way++)
        {
            if (ClassAt(line, way) == 0)
                return way;
        }

        if (steps == 0)
            return -1;
        above[depth] = line;
        for (int way = 0; way < Ways; way++)
        {
            var resident = KeyAt(line, way);
            var (home, other) = LinesOf(resident);
            if (home != line)
                continue;
            int free = MakeRoom(other, steps - 1, above, depth + 1);
            if (free < 0)
                continue;
            Mark(line);
            Put(other, free, resident, ClassAt(line, way));
            Clear(line, way);
            return way;
        }

        return -1;
    }
}
