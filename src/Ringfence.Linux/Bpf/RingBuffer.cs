namespace Ringfence.Linux.Bpf;

/// <summary>The consumer's side of a BPF ring buffer (Documentation/bpf/ringbuf.rst): three mappings, no system call to read. One reader.</summary>
public sealed unsafe class RingBuffer : IDisposable
{
    private const uint Busy = 1u << 31, Discarded = 1u << 30;
    private const int HeaderBytes = 8;

    private readonly MappedMemory _consumer, _producer;
    private readonly uint _mask;

    /// <summary>Maps a ring buffer.</summary>
    /// <exception cref="BpfException">The kernel refused.</exception>
    public RingBuffer(BpfMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        nuint page = (nuint)Environment.SystemPageSize;
        _mask = map.MaxEntries - 1;
        _consumer = MappedMemory.Of(map.Fd, page);
        // The data is mapped twice in a row, so that a record at the end can be read on.
        _producer = MappedMemory.OfReadOnly(map.Fd, page + (2 * (nuint)map.MaxEntries), (nint)page);
    }

    /// <summary>What is done with a record; the bytes are valid during the call.</summary>
    public delegate void RecordHandler(ReadOnlySpan<byte> record);

    /// <summary>Takes every record that is complete.</summary>
    /// <returns>How many.</returns>
    public int Drain(RecordHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        ref ulong consumed = ref *(ulong*)_consumer.Address;
        byte* data = _producer.Address + Environment.SystemPageSize;
        int taken = 0;
        while (consumed < Volatile.Read(ref *(ulong*)_producer.Address))
        {
            byte* record = data + (consumed & _mask);
            uint header = Volatile.Read(ref *(uint*)record);
            if ((header & Busy) != 0)
                break;
            uint length = header & ~(Busy | Discarded);
            if ((header & Discarded) == 0)
            {
                handler(new ReadOnlySpan<byte>(record + HeaderBytes, (int)length));
                taken++;
            }

            Volatile.Write(ref consumed, consumed + ((HeaderBytes + length + 7) & ~7u));
        }

        return taken;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _consumer.Dispose();
        _producer.Dispose();
    }
}
