using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Conversations;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>From one build to the next and back, killed or stopped in order: the programs at the devices are exchanged in place, and no packet notices.</summary>
[Trait("Driver", "ebpf")]
public sealed class UpgradeTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ebpf")]
    [InlineData("ebpf-clsact")]
    public async Task Another_builds_program_takes_the_place_of_the_old_one_without_a_packet_noticing(string driver)
    {
        using var other = OtherBuild.WithOtherCode();
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web, app) = (enforced.Lab, enforced.Lab["web"], enforced.Lab["app"]);
        if (driver != EnforcedLab.Driver)
        {
            await enforced.StopServerAsync();
            await enforced.StartServerAsync(driver);
        }

        await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "0.0.0.0/0")], []);
        await enforced.GuardAsync(app, [], ApiRule.Anywhere);
        await using var conversation = await TcpConversation.TryOpenAsync(app.V4, web.V4, 80, EnforcedLab.Patience, Cancel);
        Assert.NotNull(conversation);

        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token);
        var (places, tags) = Attached(lab, web);
        for (int upgrade = 0; upgrade < 4; upgrade++)
        {
            if (upgrade % 2 == 0)
                await enforced.KillServerAsync();
            else
                await enforced.StopServerAsync();
            await enforced.StartServerAsync(driver, upgrade % 2 == 0 ? other.Folder : null);
            await enforced.SettleAsync();
            Assert.True(await conversation.ExchangeAsync(1000, EnforcedLab.Patience, Cancel));
            var (placesNow, tagsNow) = Attached(lab, web);
            Assert.Equal(places, placesNow);
            Assert.All(tags.Zip(tagsNow), pair => Assert.Equal(upgrade % 2 != 0, pair.First == pair.Second));
        }

        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > 100, $"Only {sent} probes were sent.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_build_whose_maps_are_laid_out_otherwise_takes_none_over_though_the_sizes_are_the_same(bool structure)
    {
        using var other = structure ? OtherBuild.WithOtherLayout() : OtherBuild.WithOtherMeaning();
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        await enforced.GuardAsync(web, [ApiRule.AcceptUdp("53", "0.0.0.0/0")], [], withMac: false);

        using var done = new CancellationTokenSource();
        var sending = SteadyTraffic.RunAsync(lab, web, done.Token, keepsFlows: false);
        var maps = new HashSet<uint> { HostMap(lab) };
        foreach (string? build in new[] { other.Folder, null })
        {
            await enforced.KillServerAsync();
            await enforced.StartServerAsync(build: build);
            await enforced.SettleAsync();
            Assert.True(maps.Add(HostMap(lab)), "It works on the maps of the other build.");
        }

        await enforced.StopServerAsync();
        await enforced.StartServerAsync();
        await enforced.SettleAsync();
        Assert.False(maps.Add(HostMap(lab)), "The same build again has other maps.");
        await done.CancelAsync();
        var (sent, wrong) = await sending;
        Assert.Empty(wrong);
        Assert.True(sent > 100, $"Only {sent} probes were sent.");
    }

    /// <summary>The map that the programs at the devices have for the host.</summary>
    private static uint HostMap(Laboratory lab) => lab.Host.Namespace.Run(() =>
    {
        using var map = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current()).TryGetMap("rf_host");
        Assert.NotNull(map);
        return map.Id;
    });

    /// <summary>The links or filters at a device's two hooks, which stay when a program is exchanged, and the kernel's hashes of their programs.</summary>
    private static ((uint Link, uint? Filter)[] Places, ulong[] Tags) Attached(Laboratory lab, LabStation station) => lab.Host.Namespace.Run(() =>
    {
        uint device = NetworkDevice.IndexOf(station.Device);
        var found = new[] { TcxHook.Ingress, TcxHook.Egress }.Select(hook => Assert.Single(HookQuery.Occupants(device, hook))).ToArray();
        return (found.Select(one => (one.Link, one.Filter?.Handle)).ToArray(), found.Select(one => Tag(one.Program)).ToArray());
    });

    private static ulong Tag(uint id)
    {
        using var program = BpfProgram.TryOpen(id);
        Assert.NotNull(program);
        return program.Tag;
    }
}
