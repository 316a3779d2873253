using System.Runtime.InteropServices;
using Ringfence.Linux.Native;
using Ringfence.Linux.Threads;

namespace Ringfence.Linux.Netlink;

/// <summary>A netlink socket (netlink(7)) in the network namespace of the thread that opened it. One user at a time.</summary>
internal sealed unsafe class NetlinkSocket : IDisposable
{
    public const int Route = 0;
    public const int Netfilter = 12;

    private readonly FileDescriptor _socket;

    private NetlinkSocket(FileDescriptor socket) => _socket = socket;

    /// <summary>Opens a socket and joins legacy multicast groups (a bit each).</summary>
    /// <param name="protocol">NETLINK_ROUTE and the like.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="receiveBytes">What may wait to be received before something is lost.</param>
    public static NetlinkSocket Open(int protocol, uint groups = 0, int receiveBytes = 4 << 20)
    {
        var socket = Libc.Socket(Libc.NetlinkFamily, Libc.RawSocket | Libc.CloseOnExec, protocol);
        if (socket.IsInvalid)
            throw LinuxException.Last("socket(AF_NETLINK)");
        int size = receiveBytes;
        // Best effort: without CAP_NET_ADMIN the default size stays, and ENOBUFS is handled by asking again.
        _ = Libc.SetSocketOption(socket, Libc.SocketLevel, Libc.ReceiveBufferForce, &size, sizeof(int));
        var address = new Address { Family = Libc.NetlinkFamily, Groups = groups };
        if (Libc.Bind(socket, &address, (uint)sizeof(Address)) < 0)
        {
            var error = LinuxException.Last("bind(AF_NETLINK)");
            socket.Dispose();
            throw error;
        }

        return new NetlinkSocket(socket);
    }

    public void Send(ReadOnlySpan<byte> message)
    {
        fixed (byte* data = message)
        {
            if (Libc.Send(_socket, data, (nuint)message.Length, 0) < 0)
                throw LinuxException.Last("send(AF_NETLINK)");
        }
    }

    /// <summary>Waits for one datagram. An overrun (ENOBUFS) is a <see cref="LinuxException"/>: something was lost.</summary>
    public int Receive(Span<byte> buffer)
    {
        while (true)
        {
            nint length;
            fixed (byte* data = buffer)
                length = Libc.Receive(_socket, data, (nuint)buffer.Length, 0);
            if (length >= 0)
                return (int)length;
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
                throw LinuxException.Last("recv(AF_NETLINK)");
        }
    }

    /// <summary>Waits until a datagram can be read.</summary>
    /// <returns>False when the stop signal came instead.</returns>
    public bool WaitReadable(StopSignal stop)
    {
        var descriptors = stackalloc Libc.PollDescriptor[2];
        descriptors[0] = new Libc.PollDescriptor { Descriptor = (int)_socket.DangerousGetHandle(), Events = Libc.PollIn };
        descriptors[1] = new Libc.PollDescriptor { Descriptor = (int)stop.Descriptor.DangerousGetHandle(), Events = Libc.PollIn };
        while (Libc.Poll(descriptors, 2, -1) < 0)
        {
            if (Marshal.GetLastPInvokeError() != Libc.Interrupted)
                throw LinuxException.Last("poll");
        }

        return descriptors[1].Returned == 0;
    }

    public void Dispose() => _socket.Dispose();

    [StructLayout(LayoutKind.Sequential)]
    private struct Address
    {
        public ushort Family;
        public ushort Pad;
        public uint Port;
        public uint Groups;
    }
}
