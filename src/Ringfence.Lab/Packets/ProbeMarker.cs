using System.Buffers.Binary;

namespace Ringfence.Lab.Packets;

/// <summary>
/// What makes one probe packet recognisable wherever it is captured, whole or quoted: twelve bytes in its payload, never used twice in a process.
/// </summary>
public readonly record struct ProbeMarker
{
    /// <summary>Length of <see cref="ToBytes"/>.</summary>
    public const int Length = 12;

    private static long _last;

    private ProbeMarker(long number) => Number = number;

    /// <summary>The probe's number in this process.</summary>
    public long Number { get; }

    private static ReadOnlySpan<byte> Signature => "RfPb"u8;

    /// <summary>A marker that was never given before.</summary>
    public static ProbeMarker Next() => new(Interlocked.Increment(ref _last));

    /// <summary>The bytes to put into the payload.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Length];
        Signature.CopyTo(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), Number);
        return bytes;
    }

    /// <summary>Finds the first marker in captured bytes.</summary>
    public static bool TryFind(ReadOnlySpan<byte> captured, out ProbeMarker marker)
    {
        int at = captured.IndexOf(Signature);
        marker = default;
        if (at < 0 || captured.Length - at < Length)
            return false;
        marker = new ProbeMarker(BinaryPrimitives.ReadInt64BigEndian(captured[(at + 4)..]));
        return true;
    }
}
