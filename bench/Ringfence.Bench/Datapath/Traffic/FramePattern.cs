using System.Buffers.Binary;
using Ringfence.Policy.Addressing;

namespace Ringfence.Bench.Datapath.Traffic;

/// <summary>What the generator sends next: <c>struct pattern</c> of Bpf/pattern.h.</summary>
internal readonly record struct FramePattern
{
    /// <summary>Bytes of the struct.</summary>
    public const int Size = 56;

    /// <summary>The number of the first packet.</summary>
    public required ulong Next { get; init; }

    /// <summary>How many of the peers speak, in turn.</summary>
    public required uint Peers { get; init; }

    /// <summary>From how many source ports each, one after the other.</summary>
    public required uint Ports { get; init; }

    /// <summary>The first source port.</summary>
    public required ushort FirstPort { get; init; }

    /// <summary>True for the instance's answers.</summary>
    public required bool IsReply { get; init; }

    /// <summary>The instance; its family is the packets'.</summary>
    public required IpAddress Instance { get; init; }

    public required MacAddress Destination { get; init; }

    public required MacAddress Source { get; init; }

    /// <summary>As the program reads it.</summary>
    /// <param name="struct">At least <see cref="Size"/> bytes.</param>
    /// <param name="ifindex">The device to send by.</param>
    public void Write(Span<byte> @struct, uint ifindex)
    {
        @struct[..Size].Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(@struct, Next);
        BinaryPrimitives.WriteUInt32LittleEndian(@struct[8..], Peers);
        BinaryPrimitives.WriteUInt32LittleEndian(@struct[12..], Ports);
        BinaryPrimitives.WriteUInt32LittleEndian(@struct[16..], ifindex);
        BinaryPrimitives.WriteUInt16LittleEndian(@struct[20..], FirstPort);
        @struct[22] = (byte)(IsReply ? 1 : 0);
        @struct[23] = (byte)(Instance.Family == AddressFamily.IPv6 ? 1 : 0);
        Instance.WriteBytes(@struct[24..40]);
        WriteMac(@struct[40..46], Destination);
        WriteMac(@struct[46..52], Source);
    }

    private static void WriteMac(Span<byte> bytes, MacAddress mac)
    {
        for (int i = 0; i < 6; i++)
            bytes[i] = (byte)(mac.Value >> (40 - (8 * i)));
    }
}
