using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>The machine itself as an instance: instance o looks at the host through tapo, which is the host's own NIC here.</summary>
public sealed class HostRoleTests() : DriverTest(bridged: false)
{
    private static HostPolicy Machine(params string[] ingress) => HostPolicy.Empty
        .WithList("in", Direction.Ingress, ingress)
        .WithList("out", Direction.Egress, "+tcp:90 10.9.9.1")
        .WithInterface("tapo", ["10.9.9.254"], ["in"], ["out"], InterfaceRole.Host);

    [Fact]
    public async Task Directions_are_mirrored_and_the_failsafe_port_stays_open()
    {
        using var web = Network.Listen("h", 80);
        using var closed = Network.Listen("h", 81);
        using var ssh = Network.Listen("h", 22);
        using var far = Network.Listen("o", 90);
        using var refused = Network.Listen("o", 91);
        await Datapath.ApplyAsync(Machine("+tcp:80 0.0.0.0/0"));

        Assert.True(await Network.Reaches("o", "10.9.9.254", 80, Cancellation));
        Assert.False(await Network.Reaches("o", "10.9.9.254", 81, Cancellation));
        Assert.True(await Network.Reaches("o", "10.9.9.254", 22, Cancellation));
        Assert.True(await Network.Reaches("h", "10.9.9.1", 90, Cancellation));
        Assert.False(await Network.Reaches("h", "10.9.9.1", 91, Cancellation));
    }

    [Fact]
    public async Task Forwarded_packets_loopback_and_other_devices_are_not_the_machines_own()
    {
        using var forwarded = Network.Listen("a", 81);
        using var local = Network.Listen("h", 82);
        await Datapath.ApplyAsync(Machine());

        Assert.True(await Network.Reaches("o", "10.9.1.1", 81, Cancellation));
        Assert.True(await Network.Reaches("h", "127.0.0.1", 82, Cancellation));
        Assert.True(await Network.Reaches("a", "10.9.1.254", 82, Cancellation));
        Assert.False(await Network.Reaches("o", "10.9.9.254", 82, Cancellation));
    }

    [Fact]
    public async Task Loopback_cannot_be_enforced()
    {
        var result = await Datapath.ApplyAsync(HostPolicy.Empty.WithInterface("lo", ["127.0.0.1"], [], [], InterfaceRole.Host));
        Assert.Equal("Loopback is never enforced.", result.InterfaceErrors["eni-lo"]);
        using var local = Network.Listen("h", 82);
        Assert.True(await Network.Reaches("h", "127.0.0.1", 82, Cancellation));
    }
}
