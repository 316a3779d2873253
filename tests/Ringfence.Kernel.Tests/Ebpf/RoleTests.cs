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
        Assert.True(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress, new SocketBufferContext { IngressIfindex = 7 }));
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Egress));
        Assert.False(fixture.Run(Frames.Udp(Elsewhere, 7, Other, 9), Direction.Egress));

        Begin(InterfaceRole.Guest);
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Egress, new SocketBufferContext { IngressIfindex = 7 }));
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
    public void A_device_that_nobody_registered_is_closed()
    {
        Begin(InterfaceRole.Guest);
        uint before = fixture.Program.Interfaces[1].Ifindex;
        fixture.Program.Interfaces[1].Ifindex = 0;
        Assert.False(fixture.Run(Frames.Udp(Own, 7, Other, 9), Direction.Ingress));
        fixture.Program.Interfaces[1].Ifindex = before;
    }

    private void Begin(InterfaceRole role, KernelFeatures allowed = KernelFeatures.AllowAll)
    {
        HostSettings.Write(ref fixture.Program.Host, new EbpfOptions { AlwaysAllowed = allowed });
        var policy = new InterfacePolicy
        {
            InterfaceId = "eni-1",
            Device = "lo",
            Role = role,
            Mac = new MacAddress(ProgramFixture.Mac),
            Addresses = [Own],
            SourceCheck = true,
            IngressLists = [],
            EgressLists = [],
        };
        fixture.Enforce(policy, [], [], new HashSet<IpAddress>());
        fixture.ForgetFlows();
    }
}
