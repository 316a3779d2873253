using System.Globalization;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Names the calling thread's network namespace, so that a later one of the same name is never taken for it: by its cookie, which the kernel gives once (5.14).</summary>
internal static class NamespaceScope
{
    private const int SocketLevel = 1, NetNsCookie = 71;

    /// <summary>The directory of the namespace's pins.</summary>
    /// <exception cref="IOException">The kernel gives no cookies.</exception>
    public static string Current()
    {
        Span<byte> cookie = stackalloc byte[sizeof(ulong)];
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.GetRawSocketOption(SocketLevel, NetNsCookie, cookie);
        }
        catch (SocketException refused)
        {
            throw new IOException($"The kernel does not name the network namespace (SO_NETNS_COOKIE, Linux 5.14): {refused.Message}", refused);
        }

        return string.Create(CultureInfo.InvariantCulture, $"netns-{MemoryMarshal.Read<ulong>(cookie)}");
    }
}
