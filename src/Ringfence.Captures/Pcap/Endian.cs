using System.Buffers.Binary;

namespace Ringfence.Captures.Pcap;

/// <summary>Numbers in the byte order of whoever wrote a capture.</summary>
/// <param name="IsBig">True for the network's order.</param>
internal readonly record struct Endian(bool IsBig)
{
    public ushort ToUInt16(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    public uint ToUInt32(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    public long ToInt64(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
