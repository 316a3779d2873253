using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Nftables;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>A host goes from one driver to the other: the old one's work is removed, and not before the new one enforces.</summary>
public sealed class SwitchTests
{
    [Theory]
    [Trait("Driver", "ebpf")]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task No_refused_packet_passes_while_drivers_take_over_from_each_other_and_nothing_of_the_old_one_stays(LinkKind link)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(link, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        using var done = new CancellationTokenSource();
        var sending = lab.Prober.RunAsync(() =>
        {
            var (sent, passed) = (0, 0);
            while (!done.IsCancellationRequested)
            {
                Probe[] refused = [Probe.Udp(lab.Outside.V4, web.V4, 54), Probe.Udp(web.V4, lab.Outside.V4, 54)];
                passed += lab.Prober.Send(refused).Arrivals.Count;
                sent += refused.Length;
            }

            return (sent, passed);
        });
        var remains = new List<(string Driver, bool Tables, bool Pins)>();
        foreach (string driver in (string[])["nftables", "ebpf"])
        {
            await enforced.StopServerAsync();
            await enforced.StartServerAsync(driver);
            await enforced.SettleAsync();
            remains.Add(lab.Host.Namespace.Run(() => (driver, HasTables(), EbpfPins.Exist(BpfFs.DefaultMount, NamespaceScope.Current()))));
        }

        await done.CancelAsync();
        var (sent, passed) = await sending;
        Assert.Equal(0, passed);
        Assert.True(sent > 20, $"Only {sent} probes were sent.");
        Assert.All(remains, left => Assert.Equal((left.Driver == "nftables", left.Driver == "ebpf"), (left.Tables, left.Pins)));
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
    }

    /// <summary>Where two attachments judged each packet twice, a datagram's later fragments would be taken for such that overlap.</summary>
    [Theory]
    [Trait("Driver", "ebpf")]
    [InlineData(LinkKind.Routed)]
    [InlineData(LinkKind.Bridged)]
    public async Task Tcx_and_clsact_take_over_from_each_other_without_a_packet_noticing_and_leave_nothing_of_the_other(LinkKind link)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(link));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53", "0.0.0.0/0")], []);
        // While a device gets its first qdisc of this kind the kernel drops what it sends.
        TestNamespace.Shell($"tc -n {lab.Host.Namespace.Name} qdisc add dev {web.Device} clsact");
        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token);
        foreach (string driver in (string[])["ebpf-clsact", "ebpf", "ebpf-clsact"])
        {
            await enforced.StopServerAsync();
            await enforced.StartServerAsync(driver);
            await enforced.SettleAsync();
            var (links, filters) = lab.Host.Namespace.Run(() => Attached(web));
            Assert.Equal(driver == "ebpf" ? (2, 0) : (0, 2), (links, filters));
        }

        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > 100, $"Only {sent} probes were sent.");
        enforced.AssertPasses(Probe.FragmentedUdp(lab.Outside.V4, web.V4, 53, fragments: 4));
    }

    [Theory]
    [Trait("Driver", "ebpf")]
    [InlineData("ebpf-clsact", "ebpf")]
    [InlineData("ebpf-clsact", "auto")]
    [InlineData("ebpf-clsact", "nftables")]
    [InlineData("ebpf", "ebpf-clsact")]
    public async Task Releasing_with_another_driver_than_enforced_takes_everything_out(string enforcedBy, string releasedBy)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.StopServerAsync();
        await enforced.StartServerAsync(enforcedBy);
        await enforced.GuardAsync(web, [], []);
        var probe = Probe.Udp(lab.Outside.V4, web.V4, 54);
        enforced.AssertDropped(probe);
        await enforced.StopServerAsync();
        var (exit, errors) = await ServerRun.ToEndAsync("--release", "--data", enforced.DataFolder, "--netns", lab.Host.Namespace.Name, "--datapath", releasedBy);
        Assert.True(exit == 0, errors);
        Assert.Equal((0, 0), lab.Host.Namespace.Run(() => Attached(web)));
        enforced.AssertPasses(probe);
    }

    /// <summary>How many programs are at the device's two hooks, by tcx links and by filters of ours.</summary>
    private static (int Links, int Filters) Attached(LabStation station)
    {
        uint device = NetworkDevice.IndexOf(station.Device);
        return (new[] { TcxHook.Ingress, TcxHook.Egress }.Sum(hook => TcxQuery.Programs(device, hook).Count), new[] { true, false }.Count(ingress => new ClsactFilter(device, ingress).ProgramId() != 0));
    }

    private static bool HasTables()
    {
        using var nft = new NftContext();
        return nft.Query("list table inet ringfence") is not null || nft.Query("list table bridge ringfence") is not null;
    }
}
