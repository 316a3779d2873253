using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Netlink;

/// <summary>Walks the messages of one datagram. A truncated message ends the walk.</summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    public const ushort Error = 2;
    public const ushort Done = 3;

    private ReadOnlySpan<byte> _rest = datagram;

    public ushort Type { get; private set; }

    public uint Sequence { get; private set; }

    /// <summary>The list that this is part of may lack something, because what it lists was changed meanwhile (NLM_F_DUMP_INTR).</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>What follows the header.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>The errno of an <see cref="Error"/> or <see cref="Done"/> message; 0 is success.</summary>
    public readonly int Errno => Payload.Length >= 4 ? -MemoryMarshal.Read<int>(Payload) : 0;

    public bool Next()
    {
        if (_rest.Length < 16)
            return false;
        int length = (int)MemoryMarshal.Read<uint>(_rest);
        if (length < 16 || length > _rest.Length)
            return false;
        Type = MemoryMarshal.Read<ushort>(_rest[4..]);
        IsInterrupted = (MemoryMarshal.Read<ushort>(_rest[6..]) & 0x10) != 0;
        Sequence = MemoryMarshal.Read<uint>(_rest[8..]);
        Payload = _rest[16..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}

/// <summary>Walks attributes. The type is without the nested and byte-order flags.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public int Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    public readonly uint BigEndian32 => BinaryPrimitives.ReadUInt32BigEndian(Value);

    public readonly ulong BigEndian64 => BinaryPrimitives.ReadUInt64BigEndian(Value);

    public readonly int Host32 => MemoryMarshal.Read<int>(Value);

    public readonly string Text => TextOf(Value);

    /// <summary>The value of the first attribute of a type; empty: there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> bytes, int type)
    {
        var attributes = new NetlinkAttributes(bytes);
        while (attributes.Next())
        {
            if (attributes.Type == type)
                return attributes.Value;
        }

        return [];
    }

    /// <summary>Text as attributes have it, with zero bytes behind it or without.</summary>
    public static string TextOf(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value.TrimEnd((byte)0));

    public bool Next()
    {
        if (_rest.Length < 4)
            return false;
        int length = MemoryMarshal.Read<ushort>(_rest);
        if (length < 4 || length > _rest.Length)
            return false;
        Type = MemoryMarshal.Read<ushort>(_rest[2..]) & 0x3fff;
        Value = _rest[4..length];
        _rest = _rest[Math.Min((length + 3) & ~3, _rest.Length)..];
        return true;
    }
}
