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

/// <summary>The driver with real packets: a router with a guest behind a veth, the guest's policy enforced at the router's end.</summary>
public sealed class DriverTests : IDisposable
{
    private static readonly EbpfOptions Options = new() { Sizes = new EbpfSizes { FlowSlots = 1 << 10, ArenaBytes = 1 << 23, FragmentSlots = 64, Interfaces = 16, Rules = 256 } };
    private static readonly IPAddress RouterAddress = IPAddress.Parse("10.9.0.1"), GuestAddress = IPAddress.Parse("10.9.0.2");

    private readonly TestNamespace _router, _guest;
    private readonly string _pins = Directory.CreateTempSubdirectory("rf-ebpf-").FullName;
    private readonly string _scope = "test";

    public DriverTests()
    {
        string unique = $"ebt{Environment.ProcessId}x{Guid.NewGuid().ToString("N")[..4]}";
        _router = new TestNamespace(unique + "r");
        _guest = new TestNamespace(unique + "g");
        Connect();
    }

    private void Connect(string name = "vg")
    {
        TestNamespace.Shell($"ip -n {_router.Name} link add {name} type veth peer name eth0 netns {_guest.Name}");
        TestNamespace.Shell($"ip -n {_router.Name} addr add 10.9.0.1/24 dev {name} && ip -n {_router.Name} link set {name} up");
        TestNamespace.Shell($"ip -n {_guest.Name} link set eth0 address 02:00:00:00:00:01 && ip -n {_guest.Name} addr add 10.9.0.2/24 dev eth0 && ip -n {_guest.Name} link set eth0 up");
    }

    [Theory]
    [InlineData(AttachBy.Tcx)]
    [InlineData(AttachBy.Clsact)]
    public void A_guest_without_rules_is_closed_and_a_rule_opens_it_for_the_next_packet(AttachBy by)
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Attach = by }));
        Apply(driver, []);
        using var server = Listen();
        Assert.False(Reaches(server));

        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Reaches(server));

        Apply(driver, [Allow("10.9.0.3/32", 7000)]);
        Assert.False(Reaches(server));
    }

    [Fact]
    public void An_established_flow_is_cut_by_the_change_that_refuses_it_and_lives_through_one_that_does_not()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        Assert.True(Echo(client, server));
        Apply(driver, [Allow("10.9.0.0/24", 7000), Allow("10.8.0.0/16", 1)]);
        Assert.True(Echo(client, server));
        Apply(driver, [Allow("10.8.0.0/16", 7000)]);
        Assert.False(Echo(client, server));
    }

    [Fact]
    public void What_the_guest_sends_passes_its_egress_rules_and_its_answers_come_back_without_an_ingress_rule()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        using var server = _router.Run(() => Bind(RouterAddress));
        using var client = _guest.Run(() => Open(server));
        Apply(driver, [], []);
        Assert.False(Echo(client, server));
        Apply(driver, [], [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Echo(client, server));
    }

    [Theory]
    [InlineData(AttachBy.Tcx)]
    [InlineData(AttachBy.Clsact)]
    public void The_next_life_takes_over_without_a_packet_noticing(AttachBy by)
    {
        var options = Options with { Attach = by };
        using var server = Listen();
        Socket client;
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options)))
        {
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            client = _router.Run(() => Open(server));
            Assert.True(Echo(client, server));
        }

        using (client)
        {
            Assert.True(Echo(client, server));
            using var second = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
            Assert.True(second.Adopted);
            Assert.True(Echo(client, server));
            Assert.Single(new FlowTable(second.Program).Read());
            Apply(second, [Allow("10.9.0.0/24", 7000)]);
            Assert.True(Echo(client, server));
            Apply(second, []);
            Assert.False(Echo(client, server));
        }
    }

    [Fact]
    public void Many_lives_one_after_the_other_leave_no_more_behind_than_one()
    {
        var options = Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 22 } };
        long most = 0;
        for (int life = 0; life < 12; life++)
        {
            using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            most = Math.Max(most, new Arena(driver.Program.Arena, driver.Program.Sizes.ArenaBytes).UsedBytes);
        }

        // A life's tables are some hundred kilobytes: without giving back, twelve lives would not fit.
        Assert.InRange(most, 1, (1 << 22) - 1);
        using var server = Listen();
        Assert.True(Reaches(server));
    }

    [Fact]
    public void A_device_that_is_made_again_is_enforced_again()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        Connect();
        Assert.Empty(_router.Run(driver.Devices.Refresh));
        using var server = Listen();
        Assert.False(Reaches(server));
    }

    [Fact]
    public void A_device_is_closed_from_its_birth_also_when_nobody_runs()
    {
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options)))
        {
            Assert.Equal(0, driver.GuardDrops);
            Apply(driver, [Allow("10.9.0.1/32", 7000)]);
            using var open = Listen();
            Assert.True(Reaches(open));
        }

        TestNamespace.Shell($"ip -n {_router.Name} link del vg");
        // Made under another, longer name and renamed, as container runtimes do.
        Connect("a-longer-name");
        using var server = Listen();
        Assert.True(Reaches(server));
        TestNamespace.Shell($"ip -n {_router.Name} link set a-longer-name name vg");
        Assert.False(Reaches(server));

        using var next = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Assert.True(next.GuardDrops > 0);
        Assert.False(Reaches(server));
        Apply(next, [Allow("10.9.0.1/32", 7000)]);
        Assert.True(Reaches(server));
    }

    [Fact]
    public void A_program_that_somebody_takes_off_is_put_back_and_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var server = Listen();
        Assert.Empty(_router.Run(driver.Devices.Check));
        TestNamespace.Shell($"for p in {_pins}/ringfence/test/link-*; do bpftool link detach pinned $p; done");
        Assert.True(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    [Fact]
    public void A_clsact_filter_that_somebody_removes_is_put_back_and_releasing_removes_it()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Attach = AttachBy.Clsact }));
        Apply(driver, []);
        using var server = Listen();
        TestNamespace.Shell($"tc -n {_router.Name} qdisc del dev vg clsact");
        Assert.True(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        _router.Run(driver.Release);
        Assert.True(Reaches(server));
    }

    [Fact]
    public void Somebody_elses_program_before_ours_is_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var foreign = _router.Run(() => BpfLink.CreateTcx(driver.Program.Jiffies, NetworkDevice.IndexOf("vg"), TcxHook.Ingress));
        Assert.Contains("before ours", Assert.Single(_router.Run(driver.Devices.Check)).Value, StringComparison.Ordinal);
        foreign.Detach();
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    [Fact]
    public void A_record_that_somebody_wrote_over_is_put_right_and_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        Assert.True(Reaches(server));
        uint index = _router.Run(() => NetworkDevice.IndexOf("vg")) & 15;
        driver.Program.Interfaces[(int)index].Current = 0;
        Assert.False(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.True(Reaches(server));
    }

    [Fact]
    public void The_probes_say_that_this_kernel_can()
    {
        var features = _router.Run(EbpfFeatures.Probe);
        Assert.True(EbpfFeatures.Suffice(features), string.Join('\n', features));
        Assert.DoesNotContain(features, feature => feature.Detail.Length == 0);
    }

    [Fact]
    public void A_plan_that_does_not_fit_changes_nothing()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 21 } }));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        Assert.True(Reaches(server));
        for (int i = 0; i < 5; i++)
        {
            var many = Enumerable.Range(0, 1 << 18).Select(n => (IpAddress.V4(0x0b000000 + (uint)n), 1)).ToList();
            Assert.Throws<ArenaFullException>(() => _router.Run(() => driver.Apply(new EbpfPlan(new AddressImage(many, []), new Dictionary<string, InterfaceImage>()))));
            Assert.True(Reaches(server));
        }

        // And there is still room for what fits.
        Apply(driver, []);
        Assert.False(Reaches(server));
    }

    [Fact]
    public void A_member_that_moves_to_another_class_is_judged_by_it_with_its_next_packet()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        var router = IpAddress.Parse("10.9.0.1");
        var rule = new SecurityRule(new RuleId(1), new GroupPeer("sg-2"), new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept);
        // Class 1 is a member's: the tiny compiler gives it to the one member it knows.
        var somebody = new HashSet<IpAddress> { IpAddress.Parse("10.9.9.9") };
        Apply(driver, [rule], [], somebody);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        Assert.False(Echo(client, server));
        Assert.True(driver.MoveHosts([(router, 1)], []));
        Assert.True(Echo(client, server));
        Assert.True(driver.MoveHosts([], [router]));
        Assert.False(Echo(client, server));
    }

    [Fact]
    public void Flows_hits_and_samples_name_the_rule()
    {
        var options = Options with { CountPackets = true, DropEvents = true, FlowEvents = true };
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        using var server = Listen();
        using var client = _router.Run(() => Open(server));
        using var events = new EventReader(driver.Program, driver.Devices, driver.Rules);
        Assert.True(Echo(client, server));
        Assert.True(Echo(client, server));

        var flow = Assert.Single(FlowListing.Read(driver.Program, driver.Devices, driver.Rules));
        Assert.Equal(("eni-1", Direction.Ingress, new RuleId(7000), true), (flow.InterfaceId, flow.Opened, flow.Rule!.Value, flow.IsCurrent));
        Assert.Equal(("10.9.0.2", 7000, "10.9.0.1"), (flow.Local.ToString(), (int)flow.LocalPort, flow.Remote.ToString()));
        Assert.Equal(((IPEndPoint)client.LocalEndPoint!).Port, flow.RemotePort);
        Assert.Equal(FlowState.UdpStream, flow.State);
        Assert.InRange(flow.Age, flow.Idle, TimeSpan.FromMinutes(1));
        var hits = EbpfCounters.Rule(driver.Program, driver.Rules.Held.Single().Number);
        Assert.Equal(new RuleHits(1, 4, 4 * (14 + 20 + 8 + 3)), hits);

        Apply(driver, []);
        Assert.False(Echo(client, server));
        var samples = events.Read();
        Assert.Contains(samples, sample => sample is { Reason: EbpfReason.Pass, LocalPort: 7000, Rule.Value: 7000, InterfaceId: "eni-1" });
        Assert.Contains(samples, sample => sample is { Reason: EbpfReason.FlowCut, LocalPort: 7000, Direction: Direction.Ingress });
        Assert.Equal(1, EbpfCounters.Reasons(driver.Program)[EbpfReason.FlowCut]);
    }

    [Fact]
    public void Releasing_takes_everything_out()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        using var server = Listen();
        Assert.False(Reaches(server));
        _router.Run(driver.Release);
        Assert.True(Reaches(server));
        Assert.False(Directory.Exists(Path.Combine(_pins, "ringfence", _scope)));
    }

    public void Dispose()
    {
        _router.Dispose();
        _guest.Dispose();
        TestNamespace.Shell($"rm -rf {_pins}/ringfence; umount {_pins} 2>/dev/null; rmdir {_pins}");
    }

    private static SecurityRule Allow(string prefix, ushort port) =>
        new(new RuleId(port), new PrefixPeer(IpPrefix.Parse(prefix)), new LiteralService(IpProtocol.Udp, PortSet.Of(new PortRange(port, port))), RuleAction.Accept);

    private void Apply(EbpfDriver driver, SecurityRule[] ingress, SecurityRule[]? egress = null, IReadOnlySet<IpAddress>? members = null)
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
        Assert.Empty(_router.Run(() => driver.Apply(new EbpfPlan(new AddressImage(hosts, prefixes), new Dictionary<string, InterfaceImage> { ["eni-1"] = image }))));
    }

    private static Socket Bind(IPAddress address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 300 };
        socket.Bind(new IPEndPoint(address, 7000));
        return socket;
    }

    private Socket Listen() => _guest.Run(() => Bind(GuestAddress));

    private static Socket Open(Socket server)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 300 };
        socket.Connect(server.LocalEndPoint!);
        return socket;
    }

    private bool Reaches(Socket server)
    {
        using var client = _router.Run(() => Open(server));
        return Echo(client, server);
    }

    private static bool Echo(Socket client, Socket server)
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
