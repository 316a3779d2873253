using System.Net;
using System.Net.Sockets;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Threads;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>
/// A host namespace with the instances a, b and o behind it, each 10.9.N.1 and fd09:N::1 with the host as gateway (.254, ::fe); or, bridged, a and b as
/// ports of br0 in 10.9.0.0/24. Just enough for the driver's own tests; the suites use the laboratory.
/// </summary>
internal sealed class SmallNetwork : IDisposable
{
    private readonly Dictionary<string, NamespaceThread> _threads = [];
    private readonly string _prefix = LabRegistry.NextPrefix();

    public SmallNetwork(bool bridged = false)
    {
        foreach (string name in (string[])["h", "a", "b", "o"])
        {
            Command.Run("ip", $"netns add {Name(name)}");
            Command.Run("ip", $"-n {Name(name)} link set lo up");
            _threads.Add(name, new NamespaceThread(Name(name), Name(name)));
        }

        Command.In(Name("h"), "sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1 net.ipv6.conf.default.accept_dad=0");
        if (bridged)
            Batch("h", "link add br0 type bridge\nlink set br0 up\naddr add 10.9.0.254/24 dev br0\naddr add fd09:0::fe/64 dev br0 nodad\n");
        Join("a", 1, bridged);
        Join("b", 2, bridged);
        Join("o", 9, false);
    }

    /// <summary>The full name of a namespace: h, a, b or o.</summary>
    public string Name(string instance) => _prefix + instance;

    /// <summary>The host.</summary>
    public string Host => Name("h");

    /// <summary>Runs code on a thread inside an instance.</summary>
    public Task<T> In<T>(string instance, Func<T> work) => _threads[instance].RunAsync(work);

    /// <summary>A listening TCP socket; of both families when v6.</summary>
    public Socket Listen(string instance, int port, bool v6 = false) => Open(instance, v6, SocketType.Stream, ProtocolType.Tcp, socket =>
    {
        if (v6)
            socket.DualMode = true;
        socket.Bind(new IPEndPoint(v6 ? IPAddress.IPv6Any : IPAddress.Any, port));
        socket.Listen();
    });

    /// <summary>A bound UDP socket.</summary>
    public Socket Udp(string instance, int port) =>
        Open(instance, false, SocketType.Dgram, ProtocolType.Udp, socket => socket.Bind(new IPEndPoint(IPAddress.Any, port)));

    /// <summary>A connected TCP socket, or null when no answer came in time.</summary>
    public async Task<Socket?> Connect(string instance, string address, int port, CancellationToken cancellation, int milliseconds = 300)
    {
        var to = IPAddress.Parse(address);
        var socket = Open(instance, to.AddressFamily == AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp, _ => { });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(milliseconds);
        try
        {
            await socket.ConnectAsync(to, port, limit.Token);
            return socket;
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    /// <summary>Whether a TCP connection can be made.</summary>
    public async Task<bool> Reaches(string instance, string address, int port, CancellationToken cancellation)
    {
        using var socket = await Connect(instance, address, port, cancellation);
        return socket is not null;
    }

    /// <summary>Whether a datagram or data arrives in time.</summary>
    public static async Task<bool> Arrives(Socket socket, CancellationToken cancellation, int milliseconds = 300)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(milliseconds);
        try
        {
            return await socket.ReceiveAsync(new byte[64], limit.Token) > 0;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether an ICMP echo to an IPv4 address is answered.</summary>
    public async Task<bool> Pings(string instance, string address, CancellationToken cancellation, string from = "0.0.0.0")
    {
        using var socket = Open(instance, false, SocketType.Raw, ProtocolType.Icmp, s => s.Bind(new IPEndPoint(IPAddress.Parse(from), 0)));
        // Type 8, identifier 0x5246, checksum for zero data.
        byte[] echo = [8, 0, 0xa5, 0xb9, 0x52, 0x46, 0, 0];
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(500);
        try
        {
            await socket.SendToAsync(echo, new IPEndPoint(IPAddress.Parse(address), 0), limit.Token);
            byte[] buffer = new byte[128];
            while (true)
            {
                int length = await socket.ReceiveAsync(buffer, limit.Token);
                if (length >= 28 && buffer[20] == 0 && buffer[24] == 0x52 && buffer[25] == 0x46)
                    return true;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException)
        {
            return false;
        }
    }

    public void Batch(string instance, string lines) => Command.Run("ip", $"-n {Name(instance)} -batch -", lines);

    public void Dispose()
    {
        foreach (var (name, thread) in _threads)
        {
            thread.Dispose();
            Command.Run("ip", $"netns del {Name(name)}");
        }
    }

    private Socket Open(string instance, bool v6, SocketType type, ProtocolType protocol, Action<Socket> prepare) => In(instance, () =>
    {
        var socket = new Socket(v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, type, protocol);
        prepare(socket);
        return socket;
    }).GetAwaiter().GetResult();

    private void Join(string instance, int number, bool bridged)
    {
        int net = bridged ? 0 : number, own = bridged ? number : 1;
        Batch("h", $"link add tap{instance} type veth peer name eth0 address 02:00:00:00:00:0{number} netns {Name(instance)}\n"
            + (bridged ? $"link set tap{instance} master br0\n" : $"addr add 10.9.{net}.254/24 dev tap{instance}\naddr add fd09:{net}::fe/64 dev tap{instance} nodad\n")
            + $"link set tap{instance} up\n");
        Batch(instance, $"link set eth0 up\naddr add 10.9.{net}.{own}/24 dev eth0\naddr add fd09:{net}::{own}/64 dev eth0 nodad\n"
            + $"route add default via 10.9.{net}.254\nroute add ::/0 via fd09:{net}::fe\n");
    }
}
