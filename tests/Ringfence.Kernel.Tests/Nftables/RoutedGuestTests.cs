using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Nftables;

/// <summary>The driver against real packets, routed guests.</summary>
public sealed class RoutedGuestTests() : DriverTest(bridged: false)
{
    [Fact]
    public async Task Rules_decide_by_port_family_and_prefix()
    {
        using var v4 = Network.Listen("b", 80);
        using var other = Network.Listen("b", 81);
        using var v6 = Network.Listen("b", 82, v6: true);
        await Datapath.ApplyAsync(Policies.GuestB("-tcp:80 10.9.9.0/24", "+tcp:80,443,8000-8010 10.9.0.0/16", "+tcp:82 fd09:1::/64"));

        Assert.True(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
        Assert.False(await Network.Reaches("o", "10.9.2.1", 80, Cancellation));
        Assert.False(await Network.Reaches("a", "10.9.2.1", 81, Cancellation));
        Assert.True(await Network.Reaches("a", "fd09:2::1", 82, Cancellation));
        Assert.False(await Network.Reaches("o", "fd09:2::1", 82, Cancellation));
        var drops = await Datapath.ReadCountersAsync();
        Assert.True(drops["drop_policy"].Packets >= 3);
    }

    [Fact]
    public async Task Members_of_a_set_come_and_go()
    {
        using var listener = Network.Listen("b", 80);
        var policy = Policies.GuestB("+tcp:80 @web").WithSet("web", "10.9.9.1");
        await Datapath.ApplyAsync(policy);
        Assert.False(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
        Assert.True(await Network.Reaches("o", "10.9.2.1", 80, Cancellation));

        for (int i = 0; i < 4; i++)
        {
            policy = policy.WithSet("web", i % 2 == 0 ? "10.9.1.1" : "10.9.9.1");
            Assert.Equal(ApplyMode.Incremental, (await Datapath.ApplyAsync(policy)).Mode);
            Assert.Equal(i % 2 == 0, await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
            Assert.Equal(i % 2 != 0, await Network.Reaches("o", "10.9.2.1", 80, Cancellation));
        }
    }

    [Fact]
    public async Task Both_policies_judge_between_two_guests_of_one_host()
    {
        using var listener = Network.Listen("b", 80);
        var open = Policies.GuestB("+tcp:80 0.0.0.0/0").WithInterface("tapa", ["10.9.1.1"], [], ["a-out"]).WithList("a-out", Direction.Egress, "+tcp:80 10.9.2.1");
        await Datapath.ApplyAsync(open);
        Assert.True(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
        await Datapath.ApplyAsync(open.WithList("a-out", Direction.Egress, "+tcp:81 10.9.2.1"));
        Assert.False(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
        await Datapath.ApplyAsync(open.WithList("in", Direction.Ingress, "+tcp:81 0.0.0.0/0"));
        Assert.False(await Network.Reaches("a", "10.9.2.1", 80, Cancellation));
    }

    [Fact]
    public async Task A_cut_conversation_stays_cut_although_the_server_may_speak_and_comes_back_with_its_rule()
    {
        using var listener = Network.Listen("b", 80);
        var open = Policies.GuestB("+tcp:80 0.0.0.0/0");
        await Datapath.ApplyAsync(open);
        using var client = await Network.Connect("a", "10.9.2.1", 80, Cancellation);
        using var server = await listener.AcceptAsync(Cancellation);
        Assert.NotNull(client);
        await server.SendAsync(new byte[1], Cancellation);
        Assert.True(await SmallNetwork.Arrives(client, Cancellation));

        await Datapath.ApplyAsync(open.WithList("in", Direction.Ingress, "+tcp:81 0.0.0.0/0"));
        await Until(() => !Command.In(Network.Host, "conntrack -L -p tcp").Contains("dport=80 ", StringComparison.Ordinal));
        await server.SendAsync(new byte[1], Cancellation);
        Assert.False(await SmallNetwork.Arrives(client, Cancellation, 700));
        await client.SendAsync(new byte[1], Cancellation);
        Assert.False(await SmallNetwork.Arrives(server, Cancellation, 700));

        // The next life of the process keeps it cut, and knows what to do when the rule comes back.
        await using var second = Open(new EnforcementOptions());
        await second.ApplyAsync(open.WithList("in", Direction.Ingress, "+tcp:81 0.0.0.0/0"));
        await server.SendAsync(new byte[1], Cancellation);
        Assert.False(await SmallNetwork.Arrives(client, Cancellation, 2000));

        await second.ApplyAsync(open);
        Assert.True(await SmallNetwork.Arrives(client, Cancellation, 5000));
        Assert.True(await SmallNetwork.Arrives(server, Cancellation, 5000));
    }

    [Fact]
    public async Task An_established_flow_that_both_policies_allow_goes_on()
    {
        using var listener = Network.Listen("b", 80);
        var open = Policies.GuestB("+tcp:80 0.0.0.0/0");
        await Datapath.ApplyAsync(open);
        using var client = await Network.Connect("a", "10.9.2.1", 80, Cancellation);
        using var server = await listener.AcceptAsync(Cancellation);
        for (int i = 0; i < 20; i++)
        {
            await Datapath.ApplyAsync(open.WithList("in", Direction.Ingress, $"+udp:{i} 0.0.0.0/0", "+tcp:80 10.9.1.1"));
            await (i % 2 == 0 ? server : client!).SendAsync(new byte[1], Cancellation);
            Assert.True(await SmallNetwork.Arrives(i % 2 == 0 ? client! : server, Cancellation));
        }
    }

    [Fact]
    public async Task A_foreign_source_address_is_dropped_and_counted_unless_the_check_is_off()
    {
        using var receiver = Network.Udp("o", 5000);
        using var sender = Network.Udp("b", 5001);
        Network.Batch("b", "addr add 10.9.2.77/24 dev eth0\n");
        using var foreign = await Network.In("b", () =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(new IPEndPoint(IPAddress.Parse("10.9.2.77"), 5001 + 1));
            return socket;
        });
        var to = new IPEndPoint(IPAddress.Parse("10.9.9.1"), 5000);
        var policy = Policies.GuestB();
        await Datapath.ApplyAsync(policy);
        await sender.SendToAsync(new byte[1], to, Cancellation);
        Assert.True(await SmallNetwork.Arrives(receiver, Cancellation));
        await foreign.SendToAsync(new byte[1], to, Cancellation);
        Assert.False(await SmallNetwork.Arrives(receiver, Cancellation));
        Assert.True((await Datapath.ReadCountersAsync())["drop_source"].Packets >= 1);

        var subject = policy.Interfaces["eni-tapb"];
        await Datapath.ApplyAsync(policy with { Interfaces = policy.Interfaces.SetItem("eni-tapb", subject with { SourceCheck = false }) });
        await foreign.SendToAsync(new byte[1], to, Cancellation);
        Assert.True(await SmallNetwork.Arrives(receiver, Cancellation));
    }

    [Fact]
    public async Task A_device_is_closed_from_the_moment_it_appears()
    {
        await Datapath.ApplyAsync(HostPolicy.Empty.WithInterface("tapz", ["10.9.5.1"], [], []));
        Network.Batch("h", $"link add tapz type veth peer name eth1 netns {Network.Name("a")}\naddr add 10.9.5.254/24 dev tapz\nlink set tapz up\n");
        Network.Batch("a", "link set eth1 up\naddr add 10.9.5.1/24 dev eth1\n");
        Assert.False(await Network.Pings("a", "10.9.5.254", Cancellation));
        Assert.False(await Network.Pings("h", "10.9.5.1", Cancellation));
        await Datapath.ApplyAsync(HostPolicy.Empty);
        Assert.True(await Network.Pings("a", "10.9.5.254", Cancellation));
        Assert.True(await Network.Pings("h", "10.9.5.1", Cancellation));
    }

    [Fact]
    public async Task Errors_about_an_accepted_flow_pass_and_large_datagrams_arrive_whole()
    {
        await Datapath.ApplyAsync(Policies.GuestB("+udp:5000 0.0.0.0/0"));
        using var client = Network.Udp("a", 5001);
        await client.ConnectAsync(IPAddress.Parse("10.9.2.1"), 5000, Cancellation);
        await client.SendAsync(new byte[1], Cancellation);
        var refused = await Assert.ThrowsAsync<SocketException>(() => SmallNetwork.Arrives(client, Cancellation, 2000));
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);

        using var server = Network.Udp("b", 5000);
        await client.SendAsync(new byte[5000], Cancellation);
        Assert.True(await SmallNetwork.Arrives(server, Cancellation));
        await Datapath.ApplyAsync(Policies.GuestB());
        await client.SendAsync(new byte[5000], Cancellation);
        Assert.False(await SmallNetwork.Arrives(server, Cancellation));
    }
}
