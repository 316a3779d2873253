using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;
using AddressFamily = System.Net.Sockets.AddressFamily;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>A router with a guest behind a veth, the guest's policy enforced at the router's end, and real packets.</summary>
public abstract class GuestBench : IDisposable
{
    private protected static readonly EbpfOptions Options = new() { Sizes = new EbpfSizes { FlowSlots = 1 << 10, ArenaBytes = 1 << 23, FragmentSlots = 64, Interfaces = 16, Rules = 256 } };
    private protected static readonly IPAddress RouterAddress = IPAddress.Parse("10.9.0.1"), GuestAddress = IPAddress.Parse("10.9.0.2");

    private protected readonly TestNamespace _router, _guest;
    private protected readonly PinsFolder _pins = new();
    private protected readonly string _scope = "test";

    protected GuestBench()
    {
        _router = new TestNamespace("r");
        _guest = new TestNamespace("g");
        Connect();
    }

    private protected void Connect(string name = "vg", string network = "10.9.0", string inside = "eth0")
    {
        TestNamespace.Shell($"ip -n {_router.Name} link add {name} type veth peer name {inside} netns {_guest.Name}");
        TestNamespace.Shell($"ip -n {_router.Name} addr add {network}.1/24 dev {name} && ip -n {_router.Name} link set {name} up");
        TestNamespace.Shell($"ip -n {_guest.Name} link set {inside} address 02:00:00:00:00:01 && ip -n {_guest.Name} addr add {network}.2/24 dev {inside} && ip -n {_guest.Name} link set {inside} up");
        _router.AwaitUp(name);
        _guest.AwaitUp(inside);
    }

    public void Dispose()
    {
        _router.Dispose();
        _guest.Dispose();
        GC.SuppressFinalize(this);
        _pins.Dispose();
    }

    private protected static SecurityRule Allow(string prefix, ushort port) =>
        new(new RuleId(port), new PrefixPeer(IpPrefix.Parse(prefix)), new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(port, port))), RuleAction.Accept);

    private protected EbpfPlan Apply(EbpfDriver driver, SecurityRule[] ingress, SecurityRule[]? egress = null, IReadOnlySet<IpAddress>? members = null)
    {
        var guest = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "vg",
            Role = InterfaceRole.Guest,
            Mac = new MacAddress(0x020000000001),
            Addresses = [IpAddress.Parse("10.9.0.2")],
            SourceCheck = true,
            IngressLists = [],
            EgressLists = [],
        };
        var (prefixes, hosts, samples) = TinyCompiler.Classify([.. ingress, .. egress ?? []], members ?? new HashSet<IpAddress>());
        PolicyImage Compile(SecurityRule[] rules) => TinyCompiler.Compile(rules, members ?? new HashSet<IpAddress>(), prefixes, samples);
        var image = new InterfaceImage(guest, Compile(ingress), Compile(egress ?? []));
        var plan = new EbpfPlan(new AddressImage(hosts, prefixes), new Dictionary<string, InterfaceImage> { ["eni-1"] = image }, 1);
        Assert.Empty(_router.Run(() => driver.Apply(plan, AddressMoves.None)));
        return plan;
    }

    /// <summary>Waits until no packet looks at what was in force before.</summary>
    private protected void Settle(EbpfDriver driver)
    {
        while (_router.Run(() => driver.NeedsGrace))
        {
            var begun = _router.Run(driver.BeginGrace);
            GracePeriod.Wait();
            _router.Run(() => driver.EndGrace(begun));
        }
    }

    /// <summary>The guest's policy as the control plane gives it: what it lets in.</summary>
    private protected static HostPolicy GuestPolicy(long revision, ImmutableDictionary<string, AddressSet> sets, params HostRule[] ingress) => HostPolicy.Empty with
    {
        Revision = revision,
        Sets = sets,
        Lists = ImmutableDictionary<string, RuleList>.Empty.Add("l", new RuleList("l", Direction.Ingress, [.. ingress])),
        Interfaces = ImmutableDictionary<string, InterfacePolicy>.Empty.Add("eni-1", new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "vg",
            Role = InterfaceRole.Guest,
            Addresses = [IpAddress.Parse("10.9.0.2")],
            SourceCheck = true,
            IngressLists = ["l"],
            EgressLists = [],
        }),
    };

    private protected static Socket Bind(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 1000 };
        socket.Bind(new IPEndPoint(address, 7000));
        return socket;
    }

    private protected Socket Listen() => _guest.Run(() => Bind(GuestAddress));

    private protected static Socket Open(Socket server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 1000 };
        socket.Connect(server.LocalEndPoint!);
        return socket;
    }

    private protected bool Reaches(Socket server)
    {
        using var client = _router.Run(() => Open(server));
        return Echo(client, server);
    }

    private protected static bool Echo(Socket client, Socket server)
    {
        byte[] buffer = new byte[16];
        try
        {
            client.Send([1, 2, 3]);
            EndPoint from = new IPEndPoint(IPAddress.Any, 0);
            int length = server.ReceiveFrom(buffer, ref from);
            server.SendTo(buffer.AsSpan(0, length), from);
            return client.Receive(buffer) == 3;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
