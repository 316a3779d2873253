using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>The arena has no room; nothing was changed.</summary>
public sealed class ArenaFullException(long needed, long size)
    : IOException($"The kernel's tables need {needed} bytes more than the arena of {size} bytes has.");

/// <summary>
/// Allocates in the shared memory that holds policies and addresses. The heap describes itself, block by block, in that memory, so that the next life of the agent finds
/// what this one allocated; every store leaves it whole, so that the process may die at any of them. What is freed is used again only after every packet that could
/// still be looking at it has gone (a grace period). One writer.
/// </summary>
internal sealed class Arena
{
    /// <summary>Blocks begin and end on cache lines; the first line of each is its header.</summary>
    public const int Line = 64;

    private readonly MappedMemory _memory;
    private readonly uint _size;
    private readonly List<uint> _retired = [];
    private uint _rover = Line;
    private uint _retiredBytes;
    private long _freed;

    public Arena(MappedMemory memory, uint size)
    {
        _memory = memory;
        _size = size;
        // Line 0 belongs to nobody: offset 0 means "none".
        if (HeaderAt(Line).Size == 0)
            HeaderAt(Line).Size = size - Line;
    }

    private struct Header
    {
        public uint Size;
        public uint Used;
    }

    /// <summary>Bytes in blocks that are allocated, headers included.</summary>
    public long UsedBytes
    {
        get
        {
            long used = 0;
            for (uint at = Line; at < _size; at += HeaderAt(at).Size)
                used += HeaderAt(at).Used != 0 ? HeaderAt(at).Size : 0;
            return used;
        }
    }

    /// <summary>Every block that is allocated: what a previous life left, when asked first.</summary>
    public List<uint> Blocks()
    {
        var blocks = new List<uint>();
        for (uint at = Line; at < _size; at += HeaderAt(at).Size)
        {
            if (HeaderAt(at).Used != 0)
                blocks.Add(at + Line);
        }

        return blocks;
    }

    /// <summary>A block of zeroes that begins on a cache line.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public uint Allocate(long bytes)
    {
        long needed = ((bytes + Line - 1) / Line * Line) + Line;
        if (_retiredBytes > _size / 4)
            Reclaim();
        uint block = needed < _size ? Find((uint)needed) : 0;
        if (block == 0 && _retired.Count > 0)
        {
            Reclaim();
            block = needed < _size ? Find((uint)needed) : 0;
        }

        if (block == 0)
            throw new ArenaFullException(needed, _size);
        _memory.At<byte>(block + Line, (int)needed - Line).Clear();
        return block + Line;
    }

    /// <summary>Gives a block back, once no packet can be looking at it any more.</summary>
    public void Retire(uint block)
    {
        if (block == 0)
            return;
        _retired.Add(block);
        _retiredBytes += HeaderAt(block - Line).Size;
    }

    /// <summary>How many blocks have ever been retired: what <see cref="Free"/> takes after a grace period that began later.</summary>
    public long Retired => _freed + _retired.Count;

    /// <summary>True when blocks wait for a grace period.</summary>
    public bool HasRetired => _retired.Count > 0;

    /// <summary>Waits for the packets that are on their way and frees what was retired.</summary>
    public void Reclaim()
    {
        GracePeriod.Wait();
        Free(Retired);
    }

    /// <summary>Frees what was retired until then; a grace period has passed since.</summary>
    /// <param name="until">What <see cref="Retired"/> was before the grace period began.</param>
    public void Free(long until)
    {
        int count = (int)Math.Max(0, until - _freed);
        foreach (uint block in _retired.Take(count))
        {
            ref var header = ref HeaderAt(block - Line);
            _retiredBytes -= header.Size;
            header.Used = 0;
        }

        _retired.RemoveRange(0, count);
        _freed += count;
        _rover = Line;
    }

    /// <summary>The memory of a block.</summary>
    public Span<T> At<T>(uint offset, int count)
        where T : unmanaged => _memory.At<T>(offset, count);

    /// <summary>One element.</summary>
    public ref T At<T>(uint offset)
        where T : unmanaged => ref _memory.At<T>(offset);

    private ref Header HeaderAt(uint at) => ref _memory.At<Header>(at);

    private uint Find(uint needed)
    {
        uint found = Search(_rover, _size, needed);
        return found != 0 ? found : Search(Line, _rover, needed);
    }

    private uint Search(uint from, uint to, uint needed)
    {
        for (uint at = from; at < to; at += HeaderAt(at).Size)
        {
            ref var header = ref HeaderAt(at);
            if (header.Used != 0)
                continue;
            Join(at);
            if (header.Size < needed)
                continue;
            if (header.Size > needed)
            {
                HeaderAt(at + needed) = new Header { Size = header.Size - needed };
                Volatile.Write(ref header.Size, needed);
            }

            Volatile.Write(ref header.Used, 1);
            _rover = at + needed < _size ? at + needed : Line;
            return at;
        }

        return 0;
    }

    private void Join(uint at)
    {
        ref var header = ref HeaderAt(at);
        while (at + header.Size < _size && HeaderAt(at + header.Size).Used == 0)
        {
            if (_rover == at + header.Size)
                _rover = at;
            Volatile.Write(ref header.Size, header.Size + HeaderAt(at + header.Size).Size);
        }
    }
}
