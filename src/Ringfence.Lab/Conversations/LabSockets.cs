using System.Net;
using System.Net.Sockets;
using Ringfence.Lab.Topology;

namespace Ringfence.Lab.Conversations;

/// <summary>Sockets of the nodes' kernels: opened in the node's namespace, usable from anywhere.</summary>
internal static class LabSockets
{
    public static IPEndPoint EndPoint(this LabAddress at, int port)
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = at.Address.WriteBytes(bytes);
        return new IPEndPoint(new IPAddress(bytes[..length]), port);
    }

    /// <summary>Opens a socket at the node and binds it.</summary>
    /// <exception cref="SocketException">The node's kernel does not have the address (a silent station), or the port is taken.</exception>
    public static Socket Open(LabAddress at, ushort port, SocketType type)
    {
        var local = at.EndPoint(port);
        var protocol = type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp;
        var socket = at.Node.Namespace.Run(() => new Socket(local.AddressFamily, type, protocol));
        try
        {
            if (type == SocketType.Stream)
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            socket.Bind(local);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
