using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>
/// A host policy as bytes: a name, a version, the length, the policy (<see cref="PolicyWriter"/>), and a CRC-32C over all of it. Little-endian. A reader accepts the one version that it
/// writes: what it does not understand it must not enforce in part.
/// </summary>
internal static class PolicyFormat
{
    /// <summary>Raised with every change of what follows the header.</summary>
    public const int Version = 1;

    private const int HeaderBytes = 16, ChecksumBytes = 4;

    private static ReadOnlySpan<byte> Name => "RINGPLCY"u8;

    /// <summary>The bytes of a policy.</summary>
    public static byte[] Write(HostPolicy policy)
    {
        using var stream = new MemoryStream();
        stream.SetLength(HeaderBytes);
        stream.Position = HeaderBytes;
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
            PolicyWriter.Write(writer, policy);
        stream.SetLength(stream.Length + ChecksumBytes);
        byte[] bytes = stream.ToArray();
        Name.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), bytes.Length - HeaderBytes - ChecksumBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes), Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes)));
        return bytes;
    }

    /// <summary>The policy of the bytes.</summary>
    /// <exception cref="InvalidDataException">They are cut short, damaged, of another version or no policy at all; the message says which.</exception>
    public static HostPolicy Read(byte[] bytes)
    {
        if (bytes.Length < HeaderBytes + ChecksumBytes || !bytes.AsSpan(0, Name.Length).SequenceEqual(Name))
            throw new InvalidDataException("it is not a saved policy, or cut short");
        int version = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8));
        if (version != Version)
            throw new InvalidDataException($"it has version {version}; this program reads {Version}");
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        if (length != bytes.Length - HeaderBytes - ChecksumBytes)
            throw new InvalidDataException($"it is cut short or has something behind it: {bytes.Length} bytes, not {(long)length + HeaderBytes + ChecksumBytes}");
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(bytes.Length - ChecksumBytes)) != Checksum(bytes.AsSpan(0, bytes.Length - ChecksumBytes)))
            throw new InvalidDataException("its checksum is wrong");
        using var reader = new BinaryReader(new MemoryStream(bytes, HeaderBytes, length, writable: false), Encoding.UTF8);
        try
        {
            return PolicyReader.Read(reader);
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
