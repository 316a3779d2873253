using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Ebpf.Reference;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What the role of a device and the options change.</summary>
public sealed class RoleTests(ProgramFixture fixture) : IClassFixture<ProgramFixture>
{
    private static readonly IpAddress Own = IpAddress.Parse("10.0.0.5"), Other = IpAddress.Parse("10.1.0.9"), Elsewhere = IpAddress.Parse("10.2.0.1");

    private static readonly SocketBufferContext Forwarded = new() { IngressIfindex = 7 };

    private static SecurityRule AllowAll6 { get; } = new(new RuleId(2), new PrefixPeer(IpPrefix.Parse("::/0")), Service.Any, RuleAction.Accept);

    private static SecurityRule AllowAll { get; } = new(new RuleId(1), new PrefixPeer(IpPrefix.Parse("0.0.0.0/0")), Service.Any, RuleAction.Accept);

    [Fact]
    public void A_machine_keeps_its_failsafe_ports_and_a_guest_has_none()
    {
        Begin(InterfaceRole.Host);
        Assert.True(fixture.Run(Frames.Tcp(Other, 7, Own, 22, Frames.Syn), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Tcp(Own, 22, Other, 7, Frames.SynAck), Direction.Egress));
        Assert.False(fixture.Run(Frames.Tcp(Other, 7, Own, 23, Frames.Syn), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Tcp(Own, 22, Other, 8, Frames.Syn), Direction.Egress));

        Begin(InterfaceRole.Guest);
        Assert.False(fixture.Run(Frames.Tcp(Other, 7, Own, 22, Frames.Syn), Direction.Ingress));
    }

    [Fact]
    public void What_a_machine_forwards_is_not_its_own()
    {
        Begin(InterfaceRole.Host);
        Assert.True(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress, Forwarded));
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress));

        Begin(InterfaceRole.Guest);
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Egress, Forwarded));
    }

    [Fact]
    public void Answers_to_what_a_machine_masquerades_come_in()
    {
        Begin(InterfaceRole.Host);
        Assert.False(fixture.Run(Frames.Tcp(Other, 443, Own, 40000, Frames.SynAck), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Tcp(Own, 40000, Other, 443, Frames.Syn), Direction.Egress, Forwarded));
        Assert.True(fixture.Run(Frames.Tcp(Other, 443, Own, 40000, Frames.SynAck), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Icmp(Elsewhere, Own, 11, quoted: Frames.Tcp(Own, 40000, Other, 443, Frames.Ack)[14..]), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Tcp(Other, 443, Own, 40000, Frames.Syn), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Tcp(Other, 443, Own, 40001, Frames.SynAck), Direction.Ingress));
        // The machine's own packets find nothing of it.
        Assert.False(fixture.Run(Frames.Tcp(Own, 40000, Other, 443, Frames.Ack), Direction.Egress));

        Assert.True(fixture.Run(Frames.Icmp(Own, Other, 8, 77), Direction.Egress, Forwarded));
        Assert.True(fixture.Run(Frames.Icmp(Other, Own, 0, 77), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Icmp(Other, Own, 8, 77), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Icmp(Other, Own, 0, 78), Direction.Ingress));
    }

    [Fact]
    public void A_machines_own_conversation_is_over_when_its_port_is_somebody_elses()
    {
        Begin(InterfaceRole.Host, egress: [AllowAll]);
        Assert.True(fixture.Run(Frames.Udp(Own, 40000, Other, 53), Direction.Egress));
        Enforce(InterfaceRole.Host, []);
        Assert.True(fixture.Run(Frames.Udp(Own, 40000, Other, 53), Direction.Egress, Forwarded));
        Assert.Equal([true], new FlowTable(fixture.Program).Read().Select(flow => flow.Key.IsTranslated));
        Assert.True(fixture.Run(Frames.Udp(Other, 53, Own, 40000), Direction.Ingress));
    }

    [Fact]
    public void Failsafe_ports_need_no_flow()
    {
        Begin(InterfaceRole.Host);
        // Every slot is a confirmed flow's: somebody has filled the table.
        uint now = fixture.Program.Now();
        foreach (ref var slot in fixture.Program.Flows.At<KernelFlow>(0, (int)fixture.Program.Sizes.FlowSlots))
            slot = new KernelFlow { Key = new KernelFlowKey { Family = 4, Protocol = 17 }, Word = 2ul << 32, Seen = now, Condition = (uint)FlowState.UdpStream };
        Assert.True(fixture.Run(Frames.Tcp(Other, 7, Own, 22, Frames.Syn), Direction.Ingress));
        Assert.True(fixture.Run(Frames.Tcp(Own, 22, Other, 7, Frames.SynAck), Direction.Egress));
        Assert.True(fixture.Run(Frames.Tcp(Other, 7, Own, 22, Frames.Ack), Direction.Ingress));
        Assert.False(fixture.Run(Frames.Tcp(Own, 22, Other, 7, Frames.Syn), Direction.Egress));

        // A session that began before anything was enforced, and whose server speaks first.
        fixture.ForgetFlows();
        Assert.True(fixture.Run(Frames.Tcp(Own, 22, Other, 9, Frames.Ack), Direction.Egress));
        Assert.False(fixture.Run(Frames.Tcp(Own, 23, Other, 9, Frames.Ack), Direction.Egress));
        Assert.Empty(new FlowTable(fixture.Program).Read());

        Begin(InterfaceRole.Guest);
        Assert.False(fixture.Run(Frames.Tcp(Own, 22, Other, 9, Frames.Ack), Direction.Egress));
    }

    [Theory]
    [InlineData(130, Direction.Ingress)]
    [InlineData(131, Direction.Egress)]
    [InlineData(132, Direction.Egress)]
    [InlineData(133, Direction.Egress)]
    [InlineData(134, Direction.Ingress)]
    [InlineData(143, Direction.Egress)]
    public void What_a_link_needs_passes_one_way_only(byte type, Direction passes)
    {
        IpAddress link = IpAddress.Parse("fe80::1"), all = IpAddress.Parse("ff02::1");
        byte hopLimit = type is 133 or 134 ? (byte)255 : (byte)1;
        foreach (var role in Enum.GetValues<InterfaceRole>())
        {
            Begin(role);
            foreach (var direction in Enum.GetValues<Direction>())
                Assert.Equal(direction == passes, fixture.Run(Frames.Icmp(link, all, type, hopLimit: hopLimit), direction));
        }
    }

    [Fact]
    public void Each_link_essential_can_be_turned_off()
    {
        byte[] arp = [.. new byte[6], 2, 0, 0, 0, 0, 1, 8, 6, 0, 1, 8, 0, 6, 4, 0, 1, 2, 0, 0, 0, 0, 1, 10, 0, 0, 5, .. new byte[10]];
        byte[] discover = Frames.Udp(IpAddress.Parse("0.0.0.0"), 68, IpAddress.Parse("255.255.255.255"), 67);
        foreach (var off in new[] { KernelFeatures.None, KernelFeatures.AllowArp, KernelFeatures.AllowDhcp })
        {
            Begin(InterfaceRole.Guest, KernelFeatures.AllowAll & ~off);
            Assert.Equal(off != KernelFeatures.AllowArp, fixture.Run(arp, Direction.Egress));
            Assert.Equal(off != KernelFeatures.AllowDhcp, fixture.Run(discover, Direction.Egress));
        }
    }

    [Fact]
    public void A_machine_sends_from_its_own_addresses_only()
    {
        IpAddress link = IpAddress.Parse("fe80::1"), global = IpAddress.Parse("fd09::1"), all = IpAddress.Parse("ff02::1"), none = IpAddress.V4(0), broadcast = IpAddress.V4(uint.MaxValue);
        Begin(InterfaceRole.Host, egress: [AllowAll, AllowAll6]);
        long dropped = fixture.Count(EbpfReason.SourceAddress);
        Assert.True(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Udp(none, 7, Other, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Udp(link, 7, all, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Icmp(global, all, 135, hopLimit: 255), Direction.Egress));
        Assert.Equal(dropped + 4, fixture.Count(EbpfReason.SourceAddress));

        // Without an address yet, and with one that nobody registered.
        Assert.True(fixture.Run(Frames.Udp(none, 68, broadcast, 67), Direction.Egress));
        Assert.True(fixture.Run(Frames.Udp(Elsewhere, 68, Other, 67), Direction.Egress));
        Assert.True(fixture.Run(Frames.Icmp(link, all, 135, hopLimit: 255), Direction.Egress));
        Assert.True(fixture.Run(Frames.Tcp(Elsewhere, 22, Other, 7, Frames.SynAck), Direction.Egress));
        Assert.False(fixture.Run(Frames.Tcp(Elsewhere, 22, Other, 7, Frames.Syn), Direction.Egress));
        // It answers for others, and may have several MACs.
        byte[] arp = [.. new byte[6], 2, 0, 0, 0, 0, 9, 8, 6, 0, 1, 8, 0, 6, 4, 0, 2, 2, 0, 0, 0, 0, 9, 10, 2, 0, 1, .. new byte[10]];
        Assert.True(fixture.Run(arp, Direction.Egress));
        byte[] otherMac = Frames.Udp(Own, 8, Other, 9);
        otherMac[11] = 9;
        Assert.True(fixture.Run(otherMac, Direction.Egress));
        Assert.True(fixture.Run(otherMac, Direction.Egress));
        // What it forwards is not its own.
        Assert.True(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress, Forwarded));

        Begin(InterfaceRole.Host, egress: [AllowAll], sourceCheck: false);
        Assert.True(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress));
    }

    [Fact]
    public void A_device_that_nobody_registered_is_closed()
    {
        Begin(InterfaceRole.Guest);
        uint before = fixture.Program.Interfaces[1].Ifindex;
        fixture.Program.Interfaces[1].Ifindex = 0;
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Ingress));
        fixture.Program.Interfaces[1].Ifindex = before;
    }

    private void Begin(InterfaceRole role, KernelFeatures allowed = KernelFeatures.AllowAll, IReadOnlyList<SecurityRule>? egress = null, bool sourceCheck = true)
    {
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { AlwaysAllowed = allowed });
        Enforce(role, egress ?? [], sourceCheck);
        fixture.ForgetFlows();
    }

    private void Enforce(InterfaceRole role, IReadOnlyList<SecurityRule> egress, bool sourceCheck = true)
    {
        var policy = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = role,
            Mac = new MacAddress(ProgramFixture.Mac),
            Addresses = [Own],
            SourceCheck = sourceCheck,
            IngressLists = [],
            EgressLists = [],
        };
        fixture.Enforce(policy, [], egress, new HashSet<IpAddress>());
    }
}
