using System.Diagnostics;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Namespaces;
using Ringfence.Linux.Packets;

namespace Ringfence.Lab.Tests;

public sealed class TopologyTests(LabFixture fixture, ITestOutputHelper output)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Nothing_is_left_of_a_laboratory()
    {
        long start = Stopwatch.GetTimestamp();
        var lab = await Laboratory.CreateAsync(LabLayout.Routed("a", "b", "c", "d"));
        output.WriteLine($"built in {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F0} ms");
        string[] names = [lab.Host.Namespace.Name, .. lab.Instances.Select(station => station.Namespace.Name), lab.Outside.Namespace.Name];
        Assert.All(names, name => Assert.Contains(name, NetworkNamespace.List()));
        await lab.DisposeAsync();
        Assert.All(names, name => Assert.DoesNotContain(name, NetworkNamespace.List()));
    }

    [Fact]
    public async Task What_a_dead_process_left_is_swept_and_a_live_ones_is_not()
    {
        // Process ids end at 4194304 (PID_MAX_LIMIT), so this one is nobody's.
        const string Dead = "rf4194399-1-host", Alive = "rf1-1-host";
        NetworkNamespace.Create(Dead).Dispose();
        NetworkNamespace.Create(Alive).Dispose();
        try
        {
            await using var lab = await Laboratory.CreateAsync(LabLayout.Routed("a"));
            Assert.DoesNotContain(Dead, NetworkNamespace.List());
            Assert.Contains(Alive, NetworkNamespace.List());
        }
        finally
        {
            NetworkNamespace.Delete(Alive);
            NetworkNamespace.Delete(Dead);
        }
    }

    [Fact]
    public async Task A_device_can_come_late_go_and_come_again()
    {
        await using var lab = await Laboratory.CreateAsync(new LabLayout { Stations = [new("a"), new("b") { Attached = false }] });
        var (a, b) = (lab["a"], lab["b"]);
        Assert.False(lab.Reaches(Probe.Udp(a.V4, b.V4, 5)));
        Assert.Throws<InvalidOperationException>(() => lab.Reaches(Probe.Udp(b.V4, a.V4, 5)));
        for (int i = 0; i < 3; i++)
        {
            await b.AttachAsync();
            Assert.True(lab.Reaches(Probe.Udp(a.V4, b.V4, 5)));
            Assert.True(lab.Reaches(Probe.Udp(b.V6, a.V6, 5)));
            await b.DetachAsync();
        }
    }

    [Fact]
    public async Task Kernels_converse()
    {
        var cancel = TestContext.Current.CancellationToken;
        var (web, vm) = (fixture.Lab["web"], fixture.Lab["vm1"]);
        foreach (var (from, to) in new[] { (web.V4, vm.V4), (vm.V6, web.V6), (fixture.Lab.Outside.V4, web.V4), (web.V4, fixture.Lab.Host.V4) })
        {
            await using var tcp = await TcpConversation.TryOpenAsync(from, to, 8080, Bound, cancel);
            Assert.NotNull(tcp);
            for (int i = 0; i < 5; i++)
                Assert.True(await tcp.ExchangeAsync(50_000, Bound, cancel));
            await using var udp = UdpConversation.Open(from, to, 8081);
            Assert.True(await udp.ExchangeAsync(0, Bound, cancel));
            Assert.True(await udp.ExchangeAsync(9000, Bound, cancel));
            Assert.True(fixture.Lab.Pings(from, to));
        }
    }

    [Fact]
    public async Task A_conversation_notices_that_it_is_held_up_and_goes_on_afterwards()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var lab = await Laboratory.CreateAsync(LabLayout.Routed("a", "b"));
        await using var tcp = await TcpConversation.TryOpenAsync(lab["a"].V4, lab["b"].V4, 80, Bound, cancel);
        Assert.NotNull(tcp);
        LabFixture.Nft(lab, "table inet byhand { chain forward { type filter hook forward priority 0; policy drop; } }");
        Assert.False(await tcp.ExchangeAsync(10, TimeSpan.FromMilliseconds(100), cancel));
        Assert.Null(await TcpConversation.TryOpenAsync(lab["a"].V4, lab["b"].V4, 81, TimeSpan.FromMilliseconds(100), cancel));
        Assert.False(lab.Pings(lab["a"].V4, lab["b"].V4));
        LabFixture.Nft(lab, "delete table inet byhand");
        Assert.True(await tcp.ExchangeAsync(10, Bound, cancel));
    }

    [Fact]
    public async Task Tracked_flows_can_be_read_and_forgotten()
    {
        await using var lab = await Laboratory.CreateAsync(LabLayout.Routed("a", "b"));
        LabFixture.Nft(lab, "table inet byhand { chain forward { type filter hook forward priority 0; ct state new ct mark set 7 accept; } }");
        Assert.True(lab.Reaches(Probe.Udp(lab["a"].V6, lab["b"].V6, 4321, sourcePort: 1234)));
        var flows = lab.Host.Namespace.Run(ConnectionTable.Read);
        Assert.Contains(flows, flow => flow is { Protocol: 17, SourcePort: 1234, DestinationPort: 4321, Mark: 7 }
            && flow.Source.ToString() == lab["a"].V6.Address.ToString());
        lab.Host.Namespace.Run(ConnectionTable.Flush);
        Assert.Empty(lab.Host.Namespace.Run(ConnectionTable.Read));
    }
}
