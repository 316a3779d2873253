using System.Net;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>The driver against real packets, guests on a bridge.</summary>
public sealed class BridgedGuestTests() : DriverTest(bridged: true)
{
    private static HostPolicy GuestB(params string[] ingress) => HostPolicy.Empty
        .WithList("in", Direction.Ingress, ingress)
        .WithList("out", Direction.Egress, "+ALL 0.0.0.0/0", "+ALL ::/0")
        .WithInterface("tapb", ["10.9.0.2", "fd09::2"], ["in"], ["out"], mac: "02:00:00:00:00:02");

    [Fact]
    public async Task Rules_decide_between_ports_from_the_host_and_from_outside()
    {
        using var web = Network.Listen("b", 80, v6: true);
        using var closed = Network.Listen("b", 81);
        using var outside = Network.Listen("o", 82);
        using var host = Network.Listen("h", 83);
        await Datapath.ApplyAsync(GuestB("+tcp:80 10.9.0.0/16", "+tcp:80 fd09::/16"));

        foreach (string from in (string[])["a", "h", "o"])
        {
            Assert.True(await Network.Reaches(from, "10.9.0.2", 80, Cancellation), $"{from} to b, IPv4");
            Assert.True(await Network.Reaches(from, "fd09::2", 80, Cancellation), $"{from} to b, IPv6");
            Assert.False(await Network.Reaches(from, "10.9.0.2", 81, Cancellation), $"{from} to b, closed port");
        }

        Assert.True(await Network.Reaches("b", "10.9.9.1", 82, Cancellation));
        Assert.True(await Network.Reaches("b", "10.9.0.254", 83, Cancellation));
        await Datapath.ApplyAsync(GuestB("-tcp:80 10.9.0.1", "+tcp:80 10.9.0.0/16").WithList("out", Direction.Egress));
        Assert.False(await Network.Reaches("a", "10.9.0.2", 80, Cancellation));
        Assert.True(await Network.Reaches("o", "10.9.0.2", 80, Cancellation));
        Assert.False(await Network.Reaches("b", "10.9.9.1", 82, Cancellation));
        Assert.False(await Network.Reaches("b", "10.9.0.254", 83, Cancellation));
    }

    [Fact]
    public async Task Both_policies_judge_between_two_ports()
    {
        using var web = Network.Listen("b", 80);
        var policy = GuestB("+tcp:80 0.0.0.0/0").WithList("a-out", Direction.Egress, "+tcp:80 10.9.0.2").WithInterface("tapa", ["10.9.0.1"], [], ["a-out"]);
        await Datapath.ApplyAsync(policy);
        Assert.True(await Network.Reaches("a", "10.9.0.2", 80, Cancellation));
        await Datapath.ApplyAsync(policy.WithList("a-out", Direction.Egress));
        Assert.False(await Network.Reaches("a", "10.9.0.2", 80, Cancellation));
        await Datapath.ApplyAsync(policy.WithList("in", Direction.Ingress));
        Assert.False(await Network.Reaches("a", "10.9.0.2", 80, Cancellation));
    }

    [Fact]
    public async Task A_port_that_sends_from_a_foreign_address_or_mac_is_dropped()
    {
        await Datapath.ApplyAsync(GuestB("+ALL 0.0.0.0/0"));
        Assert.True(await Network.Pings("b", "10.9.0.1", Cancellation));
        Network.Batch("b", "addr add 10.9.0.77/24 dev eth0\n");
        Assert.False(await Network.Pings("b", "10.9.0.1", Cancellation, from: "10.9.0.77"));
        Network.Batch("b", "link set eth0 address 02:00:00:00:00:99\n");
        Assert.False(await Network.Pings("b", "10.9.0.1", Cancellation));
        Assert.True((await Datapath.ReadCountersAsync())["drop_bridge_source"].Packets >= 2);
    }

    [Fact]
    public async Task Switching_the_bridges_ip_hooks_off_closes_and_is_noticed()
    {
        await Datapath.ApplyAsync(GuestB("+ALL 0.0.0.0/0"));
        Assert.True(await Network.Pings("a", "10.9.0.2", Cancellation));
        Command.In(Network.Host, "sysctl -qw net.bridge.bridge-nf-call-iptables=0");
        Assert.False(await Network.Pings("a", "10.9.0.2", Cancellation));
        Assert.False(await Datapath.CheckAsync());
        await Datapath.ApplyAsync(GuestB("+ALL 0.0.0.0/0"));
        Assert.True(await Datapath.CheckAsync());
        Assert.True(await Network.Pings("a", "10.9.0.2", Cancellation));
    }

    [Fact]
    public async Task A_port_that_nobody_enforces_is_left_alone()
    {
        using var web = Network.Listen("a", 80);
        await Datapath.ApplyAsync(GuestB());
        Assert.True(await Network.Reaches("h", "10.9.0.1", 80, Cancellation));
        Assert.True(await Network.Reaches("o", "10.9.0.1", 80, Cancellation));
    }

    [Theory]
    [InlineData("tapb", "tapc")]
    [InlineData("tapc", "tapb")]
    public async Task A_broadcast_is_judged_at_each_port_although_all_share_one_flow(string accepting, string refusing)
    {
        Network.Batch("h", $"link add tapc type veth peer name eth1 netns {Network.Name("o")}\nlink set tapc master br0\nlink set tapc up\n");
        Network.Batch("o", "link set eth1 up\naddr add 10.9.0.3/24 dev eth1\n");
        using var b = Network.Udp("b", 5000);
        using var c = Network.Udp("o", 5000);
        using var sender = Network.Udp("a", 5002);
        sender.EnableBroadcast = true;
        var to = new IPEndPoint(IPAddress.Parse("10.9.0.255"), 5000);
        await Datapath.ApplyAsync(HostPolicy.Empty.WithList("yes", Direction.Ingress, "+ALL 0.0.0.0/0").WithList("no", Direction.Ingress)
            .WithInterface(accepting, ["10.9.0.2"], ["yes"], []).WithInterface(refusing, ["10.9.0.3"], ["no"], []));
        var (near, far) = accepting == "tapb" ? (b, c) : (c, b);
        // The port that accepts leaves its mark on the flow; it must not open the other one.
        for (int i = 0; i < 3; i++)
        {
            await sender.SendToAsync(new byte[1], to, Cancellation);
            Assert.True(await SmallNetwork.Arrives(near, Cancellation));
            Assert.False(await SmallNetwork.Arrives(far, Cancellation, 100));
        }
    }

    [Fact]
    public async Task A_device_that_becomes_a_port_later_is_closed_and_then_enforced()
    {
        using var web = Network.Listen("b", 80);
        Network.Batch("h", "link set tapb nomaster\n");
        var policy = GuestB("+tcp:80 0.0.0.0/0");
        await Datapath.ApplyAsync(policy);
        var moved = new TaskCompletionSource();
        Datapath.DevicesChanged += () => moved.TrySetResult();
        Network.Batch("h", "link set tapb master br0\n");
        await moved.Task.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        Assert.True(await Network.Reaches("a", "10.9.0.2", 80, Cancellation));
        // From the host itself the port must be known first: closed until then.
        Assert.False(await Network.Reaches("h", "10.9.0.2", 80, Cancellation));
        await Datapath.ApplyAsync(policy);
        Assert.True(await Network.Reaches("h", "10.9.0.2", 80, Cancellation));
    }
}
