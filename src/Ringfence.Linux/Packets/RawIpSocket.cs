using System.Net;
using System.Net.Sockets;

namespace Ringfence.Linux.Packets;

/// <summary>
/// Sends and receives whole packets as the machine's own (raw(7), ipv6(7)): what is sent passes the machine's output filter, and what is received has passed its
/// input filter. That is the difference from <see cref="PacketSocket"/>. Opened in the calling thread's network namespace. One thread at a time.
/// </summary>
public sealed class RawIpSocket : IDisposable
{
    private const int ProtocolRaw = 255;
    private readonly SocketDescriptor _socket;

    private RawIpSocket(SocketDescriptor socket) => _socket = socket;

    /// <summary>A socket that sends packets with their IP header and receives nothing.</summary>
    /// <exception cref="IOException">Not permitted.</exception>
    public static RawIpSocket OpenSender(AddressFamily family) => Open(family, ProtocolRaw, "Send raw packets");

    /// <summary>
    /// A socket that receives a protocol's packets addressed to this machine: with the IP header for IPv4, without it for IPv6 (what ipv6(7) offers).
    /// </summary>
    /// <exception cref="IOException">Not permitted.</exception>
    public static RawIpSocket OpenReceiver(AddressFamily family, byte protocol) => Open(family, protocol, "Receive raw packets");

    /// <summary>Sends one packet, IP header first, to the address.</summary>
    /// <returns>False when the kernel refuses it: no route, or its own output filter dropped it.</returns>
    public bool TrySend(ReadOnlySpan<byte> packet, IPAddress destination)
    {
        // sockaddr_in is 16 bytes and sockaddr_in6 28; the framework writes both in the kernel's form.
        var address = new IPEndPoint(destination, 0).Serialize();
        return _socket.Send(packet, address.Buffer.Span[..address.Size]) == 0;
    }

    /// <summary>Takes one waiting packet; -1 when there is none.</summary>
    public int Receive(Span<byte> buffer) => _socket.Receive(buffer, "Receive raw packets");

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private static RawIpSocket Open(AddressFamily family, int protocol, string what)
    {
        int number = family == AddressFamily.InterNetwork ? PacketNative.FamilyInternet : PacketNative.FamilyInternet6;
        var socket = SocketDescriptor.Open(number, protocol, what);
        socket.SetOption(PacketNative.LevelSocket, PacketNative.ReceiveBufferForce, 8 << 20, what);
        return new RawIpSocket(socket);
    }
}
