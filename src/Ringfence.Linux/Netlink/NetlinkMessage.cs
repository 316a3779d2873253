using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Netlink;

/// <summary>Writes one netlink request: header, the subsystem's fixed part, attributes. Netlink's own numbers are in host order.</summary>
internal sealed class NetlinkMessage
{
    public const ushort Request = 1;
    public const ushort Acknowledge = 4;
    public const ushort Dump = 0x300;
    public const ushort NestedFlag = 0x8000;

    private byte[] _bytes = new byte[512];
    private int _length;

    /// <summary>The finished message.</summary>
    public ReadOnlySpan<byte> Bytes
    {
        get
        {
            MemoryMarshal.Write(_bytes, (uint)_length);
            return _bytes.AsSpan(0, _length);
        }
    }

    /// <summary>Starts over with a header and the subsystem's fixed part.</summary>
    public NetlinkMessage Start(ushort type, ushort flags, uint sequence, ReadOnlySpan<byte> fixedPart)
    {
        _length = 16;
        _bytes.AsSpan(0, 16).Clear();
        MemoryMarshal.Write(_bytes.AsSpan(4), type);
        MemoryMarshal.Write(_bytes.AsSpan(6), flags);
        MemoryMarshal.Write(_bytes.AsSpan(8), sequence);
        Append(fixedPart);
        return this;
    }

    /// <summary>Starts an nfnetlink message: subsystem, message and address family (linux/netfilter/nfnetlink.h).</summary>
    public NetlinkMessage StartNetfilter(byte subsystem, byte message, ushort flags, uint sequence, byte family) =>
        Start((ushort)((subsystem << 8) | message), (ushort)(flags | Request), sequence, [family, 0, 0, 0]);

    public NetlinkMessage Attribute(ushort type, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[4];
        MemoryMarshal.Write(header, (ushort)(4 + payload.Length));
        MemoryMarshal.Write(header[2..], type);
        Append(header);
        Append(payload);
        return this;
    }

    public NetlinkMessage Attribute(ushort type, string zeroTerminated) => Attribute(type, Encoding.UTF8.GetBytes(zeroTerminated + "\0"));

    /// <summary>A 32-bit number in network order, as netfilter wants them.</summary>
    public NetlinkMessage AttributeBigEndian(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Attribute(type, bytes);
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        int padded = (data.Length + 3) & ~3;
        while (_length + padded > _bytes.Length)
            Array.Resize(ref _bytes, _bytes.Length * 2);
        data.CopyTo(_bytes.AsSpan(_length));
        _bytes.AsSpan(_length + data.Length, padded - data.Length).Clear();
        _length += padded;
    }
}
