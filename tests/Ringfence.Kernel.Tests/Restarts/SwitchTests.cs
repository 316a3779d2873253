using Ringfence.Datapath.Ebpf;
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

    private static bool HasTables()
    {
        using var nft = new NftContext();
        return nft.Query("list table inet ringfence") is not null || nft.Query("list table bridge ringfence") is not null;
    }
}
