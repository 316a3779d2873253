using System.Buffers.Binary;
using System.Net;
using System.Runtime.InteropServices;

namespace Ringfence.Linux.Packets;

/// <summary>One tracked flow by its first packet: what <c>conntrack -L</c> shows first.</summary>
/// <param name="Protocol">The IP protocol's number.</param>
/// <param name="Source">The first packet's source.</param>
/// <param name="Destination">The first packet's destination.</param>
/// <param name="SourcePort">Its source port, 0 for protocols without.</param>
/// <param name="DestinationPort">Its destination port, 0 for protocols without.</param>
/// <param name="Mark">The flow's mark, 0 when it has none.</param>
public readonly record struct TrackedFlow(
    byte Protocol, IPAddress Source, IPAddress Destination, ushort SourcePort, ushort DestinationPort, uint Mark);

/// <summary>
/// The kernel's connection tracking table of the calling thread's network namespace (ctnetlink). For tests and the laboratory: it reads everything at once.
/// </summary>
public static class ConnectionTable
{
    private const ushort DeleteMessage = 0x0102;
    private const ushort DumpMessage = 0x0101;
    private const ushort ErrorType = 2;
    private const ushort DoneType = 3;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Dump = 0x300;
    private const int HeaderBytes = 16;
    private const int GenericBytes = 4;
    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(10);

    /// <summary>Forgets every flow.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static void Flush()
    {
        foreach (var _ in Exchange(DeleteMessage, Acknowledge))
        {
        }
    }

    /// <summary>Reads every flow.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static IReadOnlyList<TrackedFlow> Read() => [.. Exchange(DumpMessage, Dump)];

    private static List<TrackedFlow> Exchange(ushort type, ushort flags)
    {
        const int NetfilterProtocol = 12;
        using var socket = SocketDescriptor.Open(PacketNative.FamilyNetlink, NetfilterProtocol, "Read connection tracking");
        Span<byte> request = stackalloc byte[HeaderBytes + GenericBytes];
        request.Clear();
        MemoryMarshal.Write(request, request.Length);
        MemoryMarshal.Write(request[4..], type);
        MemoryMarshal.Write(request[6..], (ushort)(flags | Request));
        Span<byte> kernel = stackalloc byte[12];
        kernel.Clear();
        MemoryMarshal.Write(kernel, (ushort)PacketNative.FamilyNetlink);
        int error = socket.Send(request, kernel);
        if (error != 0)
            throw new IOException($"Read connection tracking: {Marshal.GetPInvokeErrorMessage(error)}");

        var flows = new List<TrackedFlow>();
        var buffer = new byte[64 * 1024];
        while (true)
        {
            if (!socket.WaitReadable(AnswerTime))
                throw new IOException("Read connection tracking: the kernel does not answer.");
            int length = socket.Receive(buffer, "Read connection tracking");
            if (length > 0 && TakeMessages(buffer.AsSpan(0, length), flows))
                return flows;
        }
    }

    /// <returns>True when this was the last of the answer.</returns>
    private static bool TakeMessages(ReadOnlySpan<byte> data, List<TrackedFlow> flows)
    {
        while (data.Length >= HeaderBytes)
        {
            int length = MemoryMarshal.Read<int>(data);
            ushort type = MemoryMarshal.Read<ushort>(data[4..]);
            if (type == DoneType)
                return true;
            if (type == ErrorType)
            {
                int code = MemoryMarshal.Read<int>(data[HeaderBytes..]);
                return code == 0 ? true : throw new IOException($"Connection tracking: {Marshal.GetPInvokeErrorMessage(-code)}");
            }

            flows.Add(ReadFlow(data[(HeaderBytes + GenericBytes)..length]));
            data = data[Math.Min(data.Length, (length + 3) & ~3)..];
        }

        return false;
    }

    private static TrackedFlow ReadFlow(ReadOnlySpan<byte> attributes)
    {
        const int TupleOriginal = 1, TupleIp = 1, TupleProtocol = 2, MarkAttribute = 8;
        var tuple = Find(attributes, TupleOriginal);
        var ip = Find(tuple, TupleIp);
        var protocol = Find(tuple, TupleProtocol);
        var source = Find(ip, 1) is { Length: > 0 } four ? four : Find(ip, 3);
        var destination = Find(ip, 2) is { Length: > 0 } four2 ? four2 : Find(ip, 4);
        var mark = Find(attributes, MarkAttribute);
        return new TrackedFlow(
            Find(protocol, 1)[0],
            new IPAddress(source),
            new IPAddress(destination),
            Port(Find(protocol, 2)),
            Port(Find(protocol, 3)),
            mark.IsEmpty ? 0 : BinaryPrimitives.ReadUInt32BigEndian(mark));
    }

    private static ushort Port(ReadOnlySpan<byte> bytes) => bytes.IsEmpty ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    /// <summary>The content of the first attribute of a type (netlink(7): length, type with two flag bits, content, padding to four).</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> attributes, int type)
    {
        while (attributes.Length >= 4)
        {
            int length = MemoryMarshal.Read<ushort>(attributes);
            if ((MemoryMarshal.Read<ushort>(attributes[2..]) & 0x3fff) == type)
                return attributes[4..length];
            attributes = attributes[Math.Min(attributes.Length, (length + 3) & ~3)..];
        }

        return default;
    }
}
