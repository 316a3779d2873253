namespace Ringfence.Linux.Bpf;

/// <summary>A map, by the system calls. Small values; what is large is mapped into memory (<see cref="Map"/>).</summary>
public sealed unsafe class BpfMap : IDisposable
{
    private BpfMap(BpfFd fd, uint type, uint id, uint keySize, uint valueSize, uint maxEntries)
    {
        Fd = fd;
        Type = type;
        Id = id;
        KeySize = keySize;
        ValueSize = valueSize;
        MaxEntries = maxEntries;
    }

    /// <summary>The descriptor.</summary>
    public BpfFd Fd { get; }

    /// <summary>The kernel's number of the map type.</summary>
    public uint Type { get; }

    /// <summary>The kernel's id of the map.</summary>
    public uint Id { get; }

    /// <summary>Bytes of a key.</summary>
    public uint KeySize { get; }

    /// <summary>Bytes of a value.</summary>
    public uint ValueSize { get; }

    /// <summary>How many values there can be.</summary>
    public uint MaxEntries { get; }

    /// <summary>Asks the kernel what a descriptor is.</summary>
    public static BpfMap From(BpfFd fd)
    {
        ArgumentNullException.ThrowIfNull(fd);
        uint* info = stackalloc uint[32]; // struct bpf_map_info: type, id, key_size, value_size, max_entries, map_flags, …
        BpfInfo.Read(fd, info, 32 * sizeof(uint));
        return new BpfMap(fd, info[0], info[1], info[2], info[3], info[4]);
    }

    /// <summary>The types of the object that the map was made from, which the kernel keeps with it; null: none.</summary>
    public Btf? ReadTypes()
    {
        uint* info = stackalloc uint[32];
        BpfInfo.Read(Fd, info, 32 * sizeof(uint));
        return info[16] is not 0 and var id ? Btf.OfKernel(id) : null;
    }

    /// <summary>Sets a value.</summary>
    public void Update(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        CheckSizes(key.Length, value.Length);
        fixed (byte* k = key, v = value)
        {
            var call = default(BpfCall);
            call.Set32(0, (uint)Fd.Number);
            call.Set64(8, (ulong)k);
            call.Set64(16, (ulong)v);
            call.Invoke(BpfCall.MapUpdate, "map update");
        }
    }

    /// <summary>Reads a value; false when there is none. A per-CPU value is one of <see cref="PossibleCpus"/> after the other, each rounded up to 8 bytes.</summary>
    public bool TryLookup(ReadOnlySpan<byte> key, Span<byte> value)
    {
        fixed (byte* k = key, v = value)
        {
            var call = default(BpfCall);
            call.Set32(0, (uint)Fd.Number);
            call.Set64(8, (ulong)k);
            call.Set64(16, (ulong)v);
            int result = call.Try(BpfCall.MapLookup);
            return result == 0 || (result == -Libc.Enoent ? false : throw new BpfException("map lookup", -result));
        }
    }

    /// <summary>Removes a key; false when it was not there.</summary>
    public bool Delete(ReadOnlySpan<byte> key)
    {
        fixed (byte* k = key)
        {
            var call = default(BpfCall);
            call.Set32(0, (uint)Fd.Number);
            call.Set64(8, (ulong)k);
            int result = call.Try(BpfCall.MapDelete);
            return result == 0 || (result == -Libc.Enoent ? false : throw new BpfException("map delete", -result));
        }
    }

    /// <summary>The keys that are there; what is added meanwhile may be missed.</summary>
    public IReadOnlyList<byte[]> Keys()
    {
        var keys = new List<byte[]>();
        byte[]? last = null;
        while (true)
        {
            byte[] next = new byte[KeySize];
            fixed (byte* l = last, n = next)
            {
                var call = default(BpfCall);
                call.Set32(0, (uint)Fd.Number);
                call.Set64(8, (ulong)l);
                call.Set64(16, (ulong)n);
                int result = call.Try(BpfCall.MapNextKey);
                if (result == -Libc.Enoent)
                    return keys;
                if (result < 0)
                    throw new BpfException("map next key", -result);
            }

            keys.Add(next);
            last = next;
        }
    }

    /// <summary>Maps the values of an mmapable array into memory, writable.</summary>
    public MappedMemory Map()
    {
        ulong bytes = (((ulong)ValueSize + 7) & ~7ul) * MaxEntries;
        return MappedMemory.Of(Fd, checked((nuint)bytes));
    }

    /// <summary>How many CPUs a per-CPU value has room for.</summary>
    public static int PossibleCpus { get; } = CpuList.Count(File.ReadAllText("/sys/devices/system/cpu/possible"));

    /// <inheritdoc/>
    public void Dispose() => Fd.Dispose();

    private void CheckSizes(int key, int value)
    {
        if (key != KeySize || (value != ValueSize && value % ValueSize != 0))
            throw new ArgumentException($"The map has keys of {KeySize} and values of {ValueSize} bytes.");
    }
}
