using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Topology;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Floods;

/// <summary>
/// Floods of real frames against the eBPF driver's flow table; connection tracking's belongs to the whole machine and is not ours to fill. RINGFENCE_FLOOD_SYNS,
/// RINGFENCE_FLOOD_FLOWS and RINGFENCE_FLOOD_DENIED say how many.
/// </summary>
[Trait("Driver", "ebpf")]
public sealed class FloodTests(ITestOutputHelper output)
{
    private const ushort Served = 80, Flooded = 81, Denied = 82;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public Task Half_open_flows_from_spoofed_sources_stall_no_established_one() => FloodAsync(Flood.SynsAsync);

    [Fact]
    public Task Blind_handshakes_from_spoofed_sources_stall_no_established_flow_and_keep_no_client_out() => FloodAsync(Flood.BlindHandshakesAsync, newcomers: 50);

    private async Task FloodAsync(Func<Laboratory, LabStation, ushort, long, Task<long>> flood, int newcomers = 0)
    {
        long syns = Amount.Of("RINGFENCE_FLOOD_SYNS", 300_000);
        int flows = (int)Amount.Of("RINGFENCE_FLOOD_FLOWS", 200);
        Assert.True(syns > EbpfSizes.Default.FlowSlots, "The flood must be more than the flow table holds.");
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80-81", "0.0.0.0/0")], []);
        using var listener = Listen(web);
        var conversations = new List<TcpConversation>();
        try
        {
            while (conversations.Count < flows)
                conversations.Add(await OpenAsync(app, web));
            using var done = new CancellationTokenSource();
            var talking = conversations.Select(conversation => TalkAsync(conversation, done.Token)).ToList();
            long sent = await flood(lab, web, Flooded, syns);
            await done.CancelAsync();
            int[] exchanges = await Task.WhenAll(talking);
            Assert.DoesNotContain(0, exchanges);
            Assert.Equal(0, lab.Host.Namespace.Run(() => PinnedFlows.CountConfirmed(IpProtocol.Tcp.Number, Flooded)));
            // The table is still full of what the flood left.
            for (int i = 0; i < newcomers; i++)
                conversations.Add(await OpenAsync(app, web));
            // And each goes on when it is over.
            Assert.All(await Task.WhenAll(conversations.Select(talk => talk.ExchangeAsync(500, EnforcedLab.Patience, Cancel))), Assert.True);

            var counts = lab.Host.Namespace.Run(PinnedFlows.Reasons);
            long givenWay = counts.GetValueOrDefault(EbpfReason.CountEvicted).Packets, refused = counts.GetValueOrDefault(EbpfReason.FlowTableFull).Packets + counts.GetValueOrDefault(EbpfReason.FlowLimit).Packets;
            output.WriteLine($"{sent} frames; {flows} flows, {exchanges.Min()} to {exchanges.Max()} exchanges each; {givenWay} spoofed flows gave way, {refused} packets found no room");
            Assert.True(givenWay + refused > 0, "The instance's share of the table was never full.");
        }
        finally
        {
            foreach (var conversation in conversations)
                await conversation.DisposeAsync();
        }
    }

    private static async Task<TcpConversation> OpenAsync(LabStation client, LabStation server)
    {
        var opened = await TcpConversation.TryOpenAsync(client.V4, server.V4, Served, EnforcedLab.Patience, Cancel);
        Assert.NotNull(opened);
        return opened;
    }

    [Fact]
    public async Task Of_a_flood_that_no_rule_accepts_nothing_arrives_and_everything_is_counted()
    {
        long packets = Amount.Of("RINGFENCE_FLOOD_DENIED", 200_000);
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80-81", "0.0.0.0/0")], []);
        long arrivedBefore = FramesAt(web), droppedBefore = Dropped(lab);
        long sent = await Flood.DatagramsAsync(lab, web, Denied, packets);
        long arrived = FramesAt(web) - arrivedBefore, dropped = Dropped(lab) - droppedBefore;
        output.WriteLine($"{sent} packets, {arrived} frames of any kind arrived at the instance, {dropped} dropped because no rule matched");
        Assert.Equal(packets, sent);
        // A neighbour may say something now and then; a leak of one in a thousand would be more.
        Assert.InRange(arrived, 0, packets / 1000);
        Assert.InRange(dropped, packets, packets + (packets / 1000));
    }

    private static long Dropped(Laboratory lab) => lab.Host.Namespace.Run(PinnedFlows.Reasons).GetValueOrDefault(EbpfReason.NoRule).Packets;

    /// <summary>Frames that the instance's device has received.</summary>
    private static long FramesAt(LabStation station) => station.Namespace.Run(() =>
    {
        string line = File.ReadLines("/proc/thread-self/net/dev").Single(text => text.TrimStart().StartsWith("eth0:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    });

    /// <summary>An open port: its kernel answers each SYN, and refuses each blind ACK.</summary>
    private static Socket Listen(LabStation web)
    {
        var socket = web.Namespace.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        socket.Bind(new IPEndPoint(IPAddress.Parse(web.V4.Address.ToString()), Flooded));
        socket.Listen(128);
        return socket;
    }

    private static async Task<int> TalkAsync(TcpConversation conversation, CancellationToken done)
    {
        // Steadily, not as fast as it goes: the flood shall have a core.
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        int exchanges = 0;
        for (; !done.IsCancellationRequested && await pace.WaitForNextTickAsync(Cancel); exchanges++)
            Assert.True(await conversation.ExchangeAsync(500, EnforcedLab.Patience, Cancel), $"A conversation stalled after {exchanges} exchanges.");
        return exchanges;
    }
}
