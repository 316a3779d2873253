using System.Runtime.InteropServices;
using Ringfence.Linux.Native;
using Ringfence.Linux.Netlink;

namespace Ringfence.Linux.Bpf;

/// <summary>A filter of a device's clsact qdisc.</summary>
/// <param name="Kind">What classifies: <c>bpf</c>, <c>flower</c>, …</param>
/// <param name="Priority">Its place: lower runs earlier, and in one priority what was added later.</param>
/// <param name="Handle">Its number in its priority.</param>
/// <param name="Program">The id of its program; 0: it is of another kind.</param>
public readonly record struct DeviceFilter(string Kind, uint Priority, uint Handle, uint Program);

/// <summary>The filters of clsact qdiscs, asked of the kernel (rtnetlink(7)). In the calling thread's network namespace.</summary>
public static class ClsactQuery
{
    private const ushort GetQdisc = 38, GetFilter = 46;
    private const uint Clsact = 0xffff_fff1, Ingress = 0xffff_fff2, Egress = 0xffff_fff3; // TC_H_CLSACT and the two TC_H_MAKE(TC_H_CLSACT, …)
    private const int MessageBytes = 20; // struct tcmsg: family, padding, ifindex, handle, parent, info
    private const int KindAttribute = 1, OptionsAttribute = 2, ChainAttribute = 11, BpfId = 11;
    private const int Interrupted = 4;

    private delegate void Reader<T>(ReadOnlySpan<byte> message, ReadOnlySpan<byte> attributes, List<T> found);

    /// <summary>The filters that every packet of a hook comes to, first to run first; none: there are none, no qdisc or no such device.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static IReadOnlyList<DeviceFilter> Filters(uint ifindex, TcxHook hook) => Dump<DeviceFilter>(GetFilter, ifindex, hook == TcxHook.Ingress ? Ingress : Egress, static (message, attributes, found) =>
    {
        uint handle = MemoryMarshal.Read<uint>(message[8..]), priority = MemoryMarshal.Read<uint>(message[16..]) >> 16;
        var options = NetlinkAttributes.Find(attributes, OptionsAttribute);
        // Each priority is listed once more as a whole, without options. To chains other than the first a packet comes only by a filter of that.
        if (!options.IsEmpty && Number(NetlinkAttributes.Find(attributes, ChainAttribute)) == 0)
            found.Add(new DeviceFilter(NetlinkAttributes.TextOf(NetlinkAttributes.Find(attributes, KindAttribute)), priority, handle, Program(attributes, options)));
    });

    /// <summary>The devices that have a clsact qdisc.</summary>
    /// <exception cref="LinuxException">The kernel refused.</exception>
    public static IReadOnlyList<uint> Devices() => Dump<uint>(GetQdisc, 0, 0, static (message, _, found) =>
    {
        if (MemoryMarshal.Read<uint>(message[12..]) == Clsact)
            found.Add(MemoryMarshal.Read<uint>(message[4..]));
    });

    private static uint Program(ReadOnlySpan<byte> attributes, ReadOnlySpan<byte> options) =>
        NetlinkAttributes.TextOf(NetlinkAttributes.Find(attributes, KindAttribute)) == "bpf" ? Number(NetlinkAttributes.Find(options, BpfId)) : 0;

    private static uint Number(ReadOnlySpan<byte> value) => value.Length == sizeof(uint) ? MemoryMarshal.Read<uint>(value) : 0;

    /// <summary>A list as it was at one moment: when somebody changes what it lists meanwhile, it is asked for again.</summary>
    private static List<T> Dump<T>(ushort type, uint ifindex, uint parent, Reader<T> reader)
    {
        using var socket = NetlinkSocket.Open(NetlinkSocket.Route, receiveBytes: 1 << 16);
        byte[] buffer = new byte[32 * 1024];
        Span<byte> message = stackalloc byte[MessageBytes];
        message.Clear();
        MemoryMarshal.Write(message[4..], ifindex);
        MemoryMarshal.Write(message[12..], parent);
        for (uint sequence = 1; ; sequence++)
        {
            var found = new List<T>();
            socket.Send(new NetlinkMessage().Start(type, NetlinkMessage.Request | NetlinkMessage.Dump, sequence, message).Bytes);
            int error = Read(socket, buffer, sequence, reader, found);
            if (error == 0)
                return found;
            if (error != Interrupted)
                throw new LinuxException($"list of what is at device {ifindex}", error);
        }
    }

    /// <summary>Hands out the answers; 0 or the errno with which they ended.</summary>
    private static int Read<T>(NetlinkSocket socket, byte[] buffer, uint sequence, Reader<T> reader, List<T> found)
    {
        bool isInterrupted = false;
        while (true)
        {
            var messages = new NetlinkMessages(buffer.AsSpan(0, socket.Receive(buffer)));
            while (messages.Next())
            {
                if (messages.Sequence != sequence)
                    continue;
                isInterrupted |= messages.IsInterrupted;
                if (messages.Type is NetlinkMessages.Error or NetlinkMessages.Done)
                    return messages.Errno == 0 && isInterrupted ? Interrupted : messages.Errno;
                if (messages.Payload.Length >= MessageBytes)
                    reader(messages.Payload[..MessageBytes], messages.Payload[MessageBytes..], found);
            }
        }
    }
}
