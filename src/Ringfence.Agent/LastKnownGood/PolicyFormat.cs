using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>
/// A host policy as bytes: a name, a version, the length, the policy (<see cref="PolicyWriter"/>), and a CRC-32C over all of it. Little-endian. A reader accepts the versions that it
/// knows: what it does not understand it must not enforce in part. A policy without a trial has the version of programs that knew of none.
/// </summary>
internal static class PolicyFormat
{
    /// <summary>A policy.</summary>
    private const int Plain = 1;

    /// <summary>A policy with what it falls back to.</summary>
    private const int OnTrial = 2;

    private const int HeaderBytes = 16, ChecksumBytes = 4;

    private static ReadOnlySpan<byte> Name => "RINGPLCY"u8;

    /// <summary>The bytes of a policy, with the ends of its trials.</summary>
    public static byte[] Write(HostPolicy policy, TrialClock trials)
    {
        using var stream = new MemoryStream();
        stream.SetLength(HeaderBytes);
        stream.Position = HeaderBytes;
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            PolicyWriter.Write(writer, policy, trials);
        stream.SetLength(stream.Length + ChecksumBytes);
        byte[] bytes = stream.ToArray();
        Name.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), policy.Fallback is null ? Plain : OnTrial);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length - HeaderBytes - ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes), Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes)));
        return bytes;
    }

    /// <summary>The policy of the bytes; the ends of its trials go to the clock.</summary>
    /// <exception cref="InvalidDataException">They are cut short, damaged, of another version or no policy at all; the message says which.</exception>
    public static HostPolicy Read(byte[] bytes, TrialClock trials)
    {
        if (bytes.Length < HeaderBytes + ChecksumBytes || !bytes.AsSpan(0, Name.Length).SequenceEqual(Name))
            throw new InvalidDataException("it is not a saved policy, or cut short");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version is not (Plain or OnTrial))
            throw new InvalidDataException($"it has version {version}; this program reads {Plain} and {OnTrial}");
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (length != bytes.Length - HeaderBytes - ChecksumBytes)
            throw new InvalidDataException($"it is cut short or has something behind it: {bytes.Length} bytes, not {(long)length + HeaderBytes + ChecksumBytes}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes)) != Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes)))
            throw new InvalidDataException("its checksum is wrong");
        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, length, writable: false), Encoding.UTF8);
        try
        {
            return PolicyReader.Read(reader, hasFallback: version == OnTrial, trials);
        }
        catch (Exception fault) when (fault is EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"its content makes no sense: {fault.Message}", fault);
        }
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        foreach (byte one in bytes)
            crc = BitOperations.Crc32C(crc, one);
        return ~crc;
    }
}
