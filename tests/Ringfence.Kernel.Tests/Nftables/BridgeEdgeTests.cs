using System.Net;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>Bridged guests where something else than the rules of one port is at work: the machine's own policy on the bridge, foreign packet marks.</summary>
public sealed class BridgeEdgeTests() : DriverTest(bridged: true)
{
    private static HostPolicy GuestB(params string[] egress) => HostPolicy.Empty
        .WithList("all", Direction.Ingress, "+ALL 0.0.0.0/0", "+ALL ::/0")
        .WithList("out", Direction.Egress, egress)
        .WithInterface("tapb", ["10.9.0.2", "fd09::2"], ["all"], ["out"], mac: "02:00:00:00:00:02");

    [Theory]
    [InlineData(80)]
    [InlineData(22)]
    public async Task A_guest_and_the_machine_on_one_bridge_both_judge(int port)
    {
        using var machine = Network.Listen("h", port);
        using var guest = Network.Listen("b", 81);
        HostPolicy With(string egress, string ingress) => GuestB(egress)
            .WithList("machine-in", Direction.Ingress, ingress).WithList("machine-out", Direction.Egress, "+ALL 0.0.0.0/0")
            .WithInterface("br0", ["10.9.0.254"], ["machine-in"], ["machine-out"], InterfaceRole.Host);
        string right = $"+tcp:{port} 0.0.0.0/0";
        await Datapath.ApplyAsync(With(right, right));
        Assert.True(await Network.Reaches("b", "10.9.0.254", port, Cancellation));
        Assert.True(await Network.Reaches("h", "10.9.0.2", 81, Cancellation));
        await Datapath.ApplyAsync(With("+udp:1 0.0.0.0/0", right));
        Assert.False(await Network.Reaches("b", "10.9.0.254", port, Cancellation));
        await Datapath.ApplyAsync(With(right, "+udp:1 0.0.0.0/0"));
        Assert.False(await Network.Reaches("b", "10.9.0.254", port, Cancellation));
        await Datapath.ApplyAsync(With(right, right).WithList("machine-out", Direction.Egress));
        Assert.False(await Network.Reaches("h", "10.9.0.2", 81, Cancellation));
    }

    [Fact]
    public async Task A_foreign_rule_that_writes_the_packet_mark_opens_no_port()
    {
        using var outside = Network.Udp("o", 82);
        using var machine = Network.Udp("h", 82);
        using var neighbour = Network.Udp("a", 82);
        using var sender = Network.Udp("b", 5000);
        using var outsideV6 = Network.Listen("o", 83, v6: true);
        // What wg-quick does for UDP, and policy routing for everything: the packet's mark is restored from the connection's.
        Command.In(Network.Host, "nft add table inet theirs { chain c { type filter hook prerouting priority -150 ; meta mark set ct mark ; } ; }");
        foreach (bool open in (bool[])[false, true])
        {
            await Datapath.ApplyAsync(open ? GuestB("+ALL 0.0.0.0/0", "+ALL ::/0") : GuestB());
            foreach (var (receiver, address) in new[] { (outside, "10.9.9.1"), (machine, "10.9.0.254"), (neighbour, "10.9.0.1") })
            {
                await sender.SendToAsync(new byte[1], new IPEndPoint(IPAddress.Parse(address), 82), Cancellation);
                Assert.True(open == await SmallNetwork.Arrives(receiver, Cancellation), $"{address}, open: {open}");
            }

            Assert.Equal(open, await Network.Reaches("b", "fd09:9::1", 83, Cancellation));
        }
    }
}
