using System.Buffers.Binary;

namespace Ringfence.Captures.Pcap;

/// <summary>The head of a classic pcap file (draft-ietf-opsawg-pcap): byte order, unit of time and link type.</summary>
internal readonly record struct PcapHeader(Endian Endian, bool IsNanoseconds, ushort LinkType)
{
    /// <summary>Bytes of it.</summary>
    public const int Size = 24;

    /// <summary>Reads it; false when the file is something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out PcapHeader header)
    {
        header = default;
        if (bytes.Length < Size)
            return false;
        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (magic is not (0xA1B2C3D4 or 0xD4C3B2A1 or 0xA1B23C4D or 0x4D3CB2A1))
            return false;
        var endian = new Endian(magic is 0xD4C3B2A1 or 0x4D3CB2A1);

        // The upper half says how long frame check sequences are, which nobody needs here.
        header = new PcapHeader(endian, magic is 0xA1B23C4D or 0x4D3CB2A1, (ushort)endian.ToUInt32(bytes[20..]));
        return true;
    }
}
