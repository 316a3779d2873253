using System.Buffers.Binary;

namespace Ringfence.Captures.Tests.Pcap;

/// <summary>pcapng files, block by block.</summary>
internal sealed class Blocks(bool big)
{
    public byte[] Section() => Block(0x0A0D0D0A, [.. Number(0x1A2B3C4D), .. Half(1), .. Half(0), .. Number(uint.MaxValue), .. Number(uint.MaxValue)]);

    public byte[] Interface(ushort linkType, uint snap = 0, byte? resolution = null, long? offset = null) => Block(
        1,
        [
            .. Half(linkType), .. Half(0), .. Number(snap),
            .. Option(2, "eth0"u8.ToArray()),
            .. resolution is { } unit ? Option(9, [unit]) : [],
            .. offset is { } seconds ? Option(14, Long(seconds)) : [],
            .. Option(0, []),
        ]);

    public byte[] Enhanced(uint number, ulong time, byte[] frame, uint? captured = null) => Block(
        6, [.. Number(number), .. Number((uint)(time >> 32)), .. Number((uint)time), .. Number(captured ?? (uint)frame.Length), .. Number((uint)frame.Length + 7), .. Padded(frame), .. Option(1, "a comment"u8.ToArray()), .. Option(0, [])]);

    public byte[] Simple(byte[] frame, uint? length = null) => Block(3, [.. Number(length ?? (uint)frame.Length), .. Padded(frame)]);

    public byte[] Block(uint type, byte[] body) => [.. Number(type), .. Number((uint)body.Length + 12), .. body, .. Number((uint)body.Length + 12)];

    private byte[] Option(ushort code, byte[] value) => [.. Half(code), .. Half((ushort)value.Length), .. Padded(value)];

    private static byte[] Padded(byte[] value) => [.. value, .. new byte[-value.Length & 3]];

    private byte[] Number(uint value)
    {
        byte[] bytes = new byte[4];
        if (big)
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    private byte[] Half(ushort value) => big ? [(byte)(value >> 8), (byte)value] : [(byte)value, (byte)(value >> 8)];

    private byte[] Long(long value)
    {
        byte[] bytes = BitConverter.GetBytes(value);
        if (big == BitConverter.IsLittleEndian)
            Array.Reverse(bytes);
        return bytes;
    }
}
