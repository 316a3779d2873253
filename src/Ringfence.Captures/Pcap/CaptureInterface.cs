namespace Ringfence.Captures.Pcap;

/// <summary>An interface of a pcapng section, as far as packets of it are read by it.</summary>
/// <param name="LinkType">Its link type.</param>
/// <param name="Snap">How many bytes of a packet are there at most; 0 for all.</param>
/// <param name="Resolution">Its unit of time, as if_tsresol has it: a negative power of 10, or of 2 when the highest bit is set.</param>
/// <param name="Offset">Seconds to add to its times.</param>
internal readonly record struct CaptureInterface(ushort LinkType, uint Snap, byte Resolution, long Offset)
{
    private const ushort EndOfOptions = 0, TimeResolution = 9, TimeOffset = 14;
    private const byte Microseconds = 6;

    /// <summary>Bytes before the options.</summary>
    public const int Fixed = 8;

    /// <summary>Reads the body of an Interface Description Block; false when it contradicts itself.</summary>
    public static bool TryRead(Endian endian, ReadOnlySpan<byte> body, out CaptureInterface captured)
    {
        captured = default;
        if (body.Length < Fixed)
            return false;
        captured = new CaptureInterface(endian.ToUInt16(body), endian.ToUInt32(body[4..]), Microseconds, 0);
        for (var options = body[Fixed..]; options.Length >= 4;)
        {
            ushort code = endian.ToUInt16(options), length = endian.ToUInt16(options[2..]);
            if (code == EndOfOptions)
                return true;
            int padded = 4 + ((length + 3) & ~3);
            if (padded > options.Length)
                return false;
            if (code == TimeResolution && length == 1)
                captured = captured with { Resolution = options[4] };
            else if (code == TimeOffset && length == 8)
                captured = captured with { Offset = endian.ToInt64(options[4..]) };
            options = options[padded..];
        }

        return true;
    }

    /// <summary>A time stamp of it in nanoseconds since 1970; the largest or smallest number where none is large or small enough.</summary>
    public long Nanoseconds(ulong ticks)
    {
        const ulong second = 1_000_000_000;
        int power = Resolution & 0x7F;
        UInt128 time;
        if ((Resolution & 0x80) != 0)
        {
            time = (UInt128)ticks * second >> power;
        }
        else
        {
            time = ticks;
            for (; power < 9; power++)
                time *= 10;
            for (; power > 9 && time > 0; power--)
                time /= 10;
        }

        var sum = (Int128)time + ((Int128)Offset * second);
        return sum > long.MaxValue ? long.MaxValue : sum < long.MinValue ? long.MinValue : (long)sum;
    }
}
