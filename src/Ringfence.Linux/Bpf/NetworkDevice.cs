using System.Runtime.InteropServices;
using System.Text;

namespace Ringfence.Linux.Bpf;

/// <summary>What the program must know of a device, in the calling thread's network namespace.</summary>
public static unsafe class NetworkDevice
{
    private const int NameBytes = 16, Inet = 2, Datagram = 2, CloseOnExec = 0x80000;
    private const nuint GetHardwareAddress = 0x8927;
    private const nuint EthernetTool = 0x8946;
    private const uint SetGenericReceiveOffload = 0x2c; // ETHTOOL_SGRO
    private const ushort Ethernet = 1, Loopback = 772;

    /// <summary>The device's index; 0: there is none of this name.</summary>
    public static uint IndexOf(string name) => Libc.NameToIndex(name);

    /// <summary>All devices.</summary>
    public static IReadOnlyList<(uint Index, string Name)> All()
    {
        nint list = Libc.NameIndex();
        if (list == 0)
            throw new BpfException("if_nameindex", Marshal.GetLastPInvokeError());
        var devices = new List<(uint, string)>();
        for (nint* entry = (nint*)list; *(uint*)entry != 0; entry += 2) // struct if_nameindex: an unsigned int, padding, the name
            devices.Add((*(uint*)entry, Marshal.PtrToStringUTF8(entry[1])!));
        Libc.FreeNameIndex(list);
        return devices;
    }

    /// <summary>True when its frames begin with an Ethernet header; false when with the IP header (tun, wireguard). Null: the device is gone.</summary>
    public static bool? HasLinkHeader(string name)
    {
        using var socket = OpenSocket();
        byte* request = stackalloc byte[40]; // struct ifreq: the name, then a sockaddr whose family is the hardware type
        new Span<byte>(request, 40).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameBytes - 1));
        return Libc.Ioctl(socket.Number, GetHardwareAddress, request) == 0 ? *(ushort*)(request + NameBytes) is Ethernet or Loopback : null;
    }

    /// <summary>
    /// Switches generic receive offload. A veth with it takes packets by NAPI, which makes it a target for frames that XDP sends to its peer.
    /// </summary>
    /// <exception cref="BpfException">No such device, or it cannot.</exception>
    public static void SetReceiveOffload(string name, bool on)
    {
        using var socket = OpenSocket();
        uint* value = stackalloc uint[2]; // struct ethtool_value: cmd, data
        (value[0], value[1]) = (SetGenericReceiveOffload, on ? 1u : 0);
        byte* request = stackalloc byte[40]; // struct ifreq: the name, then a pointer
        new Span<byte>(request, 40).Clear();
        Encoding.UTF8.GetBytes(name, new Span<byte>(request, NameBytes - 1));
        *(nint*)(request + NameBytes) = (nint)value;
        if (Libc.Ioctl(socket.Number, EthernetTool, request) != 0)
            throw new BpfException($"receive offload of {name}", Marshal.GetLastPInvokeError());
    }

    private static BpfFd OpenSocket()
    {
        int socket = Libc.Socket(Inet, Datagram | CloseOnExec, 0);
        return socket >= 0 ? new BpfFd(socket) : throw new BpfException("socket", Marshal.GetLastPInvokeError());
    }
}
