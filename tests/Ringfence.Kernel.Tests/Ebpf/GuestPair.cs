using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A router with two guests, <c>app</c> and <c>web</c>, each behind a veth, both enforced. Web answers no ARP: the router holds packets to it until it is told web's MAC.</summary>
public abstract class GuestPair : IDisposable
{
    private protected static readonly IPAddress App = IPAddress.Parse("10.9.1.2"), Web = IPAddress.Parse("10.9.2.2");

    private protected readonly TestNamespace _router, _app, _web;
    private protected readonly PinsFolder _pins = new();

    protected GuestPair()
    {
        _router = new TestNamespace("r");
        _app = new TestNamespace("a");
        _web = new TestNamespace("w");
        TestNamespace.Shell($"ip netns exec {_router.Name} sysctl -qw net.ipv4.ip_forward=1");
        Connect(_app, "va", "10.9.1", "02:00:00:00:00:01");
        Connect(_web, "vw", "10.9.2", "02:00:00:00:00:02");
        TestNamespace.Shell($"ip -n {_web.Name} link set eth0 arp off");
        TestNamespace.Shell($"ip -n {_web.Name} neigh add 10.9.2.1 lladdr $(ip netns exec {_router.Name} cat /sys/class/net/vw/address) dev eth0 nud permanent");
    }

    public void Dispose()
    {
        _router.Dispose();
        _app.Dispose();
        _web.Dispose();
        GC.SuppressFinalize(this);
        _pins.Dispose();
    }

    /// <summary>Lets every UDP packet to these ports pass.</summary>
    private protected static SecurityRule Accept(long id, ushort first, ushort last) =>
        new(new RuleId(id), new PrefixPeer(IpPrefix.Parse("10.9.0.0/16")), new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(first, last))), RuleAction.Accept);

    /// <summary>Enforces what app may send and what web may receive, both at once.</summary>
    private protected void Apply(EbpfDriver driver, SecurityRule[] fromApp, SecurityRule[] toWeb)
    {
        var nobody = new HashSet<IpAddress>();
        var (prefixes, hosts, samples) = TinyCompiler.Classify([Accept(0, 1, 1)], nobody);
        PolicyImage Compile(SecurityRule[] rules) => TinyCompiler.Compile(rules, nobody, prefixes, samples);
        var interfaces = new Dictionary<string, InterfaceImage>
        {
            ["eni-app"] = new(Guest("eni-app", "va", App, 1), Compile([]), Compile(fromApp)),
            ["eni-web"] = new(Guest("eni-web", "vw", Web, 2), Compile(toWeb), Compile([])),
        };
        Assert.Empty(_router.Run(() => driver.Apply(new EbpfPlan(new AddressImage(hosts, prefixes), interfaces, 1), AddressMoves.None)));
    }

    /// <summary>The router sends what it holds for web.</summary>
    private protected void TellMac() => TestNamespace.Shell($"ip -n {_router.Name} neigh replace 10.9.2.2 lladdr 02:00:00:00:00:02 dev vw nud permanent");

    /// <summary>From now on the router holds packets to web.</summary>
    private protected void ForgetMac() => TestNamespace.Shell($"ip -n {_router.Name} neigh flush dev vw nud permanent; ip -n {_router.Name} neigh del 10.9.2.2 dev vw 2>/dev/null || true");

    private protected static Socket Bind(IPAddress address, int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 500 };
        socket.Bind(new IPEndPoint(address, port));
        return socket;
    }

    private static InterfacePolicy Guest(string id, string device, IPAddress address, ulong mac) => new()
    {
        InterfaceId = id,
        Device = device,
        Role = InterfaceRole.Guest,
        Mac = new MacAddress(0x020000000000 + mac),
        Addresses = [IpAddress.Parse(address.ToString())],
        SourceCheck = true,
        IngressLists = [],
        EgressLists = [],
    };

    private protected void Connect(TestNamespace guest, string device, string network, string mac)
    {
        TestNamespace.Shell($"ip -n {_router.Name} link add {device} type veth peer name eth0 netns {guest.Name}");
        TestNamespace.Shell($"ip -n {_router.Name} addr add {network}.1/24 dev {device} && ip -n {_router.Name} link set {device} up");
        TestNamespace.Shell($"ip -n {guest.Name} link set eth0 address {mac} && ip -n {guest.Name} addr add {network}.2/24 dev eth0 && ip -n {guest.Name} link set eth0 up");
        TestNamespace.Shell($"ip -n {guest.Name} route add default via {network}.1");
        _router.AwaitUp(device);
        guest.AwaitUp("eth0");
    }
}
