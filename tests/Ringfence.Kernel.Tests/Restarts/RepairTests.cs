using System.Runtime.InteropServices;
using System.Text.Json;
using Ringfence.Contracts.Client;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Lab.Client;
using Ringfence.Lab.Probing;
using Ringfence.Lab.Topology;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>What somebody does to the programs and maps of a running agent: it is put right, and DescribeEnforcement tells since when it is.</summary>
[Trait("Driver", "ebpf")]
public sealed class RepairTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>What is done to the maps and links that are pinned for a device.</summary>
    public static TheoryData<string> Damages =>
        ["both links detached", "another root", "another device's index", "nothing always allowed", "no failsafe port", "other ages", "another secret", "another count of displaced devices"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_reported_and_mended(string damage)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0"), ApiRule.AcceptUdp("53", "0.0.0.0/0")], []);
        enforced.AssertPasses(Probe.Udp(lab.Outside.V4, web.V4, 53, sourcePort: 999));
        var before = await StateAsync(enforced, guarded);
        byte[] host = lab.Host.Namespace.Run(Settings);
        lab.Host.Namespace.Run(() => Damage(damage, web));
        await ReportedAsync(enforced, guarded, before.Since, "it is enforced since later than the damage");
        Assert.Equal(host, lab.Host.Namespace.Run(Settings));
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
        // An answer, which nothing but the flow from before lets out.
        enforced.AssertPasses(Probe.Udp(web.V4, lab.Outside.V4, 999, sourcePort: 53));
        enforced.AssertDropped(Probe.Udp(web.V4, lab.Outside.V4, 998, sourcePort: 53));
        Assert.Contains("Somebody took off or changed what enforces", enforced.ServerLog, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_that_is_replaced_is_missing_and_then_enforced()
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        await web.DetachAsync();
        await EventuallyAsync(async () => (await StateAsync(enforced, guarded)).State == "DEVICE_MISSING", "the device is missing");
        await web.AttachAsync();
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
        await EventuallyAsync(async () => (await StateAsync(enforced, guarded)).State == "ENFORCED", "the new device is enforced");
        await EnforcedLab.EventuallyAsync(() => lab.Reaches(Probe.Tcp(lab.Outside.V4, web.V4, 80)), "what is accepted passes the new device");
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
    }

    private static void Damage(string damage, LabStation station)
    {
        uint device = NetworkDevice.IndexOf(station.Device);
        var pins = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current());
        switch (damage)
        {
            case "both links detached":
                foreach (bool toInstance in (bool[])[true, false])
                {
                    using var link = pins.TryGetLink(device, toInstance)!;
                    link.Detach();
                }

                break;
            case "another device's index":
                using (var map = pins.TryGetMap("rf_interfaces")!)
                using (var records = map.Map())
                    records.At<KernelInterface>(0, (int)map.MaxEntries)[(int)(device & (map.MaxEntries - 1))].Ifindex = 4711;
                break;
            default:
                using (var map = pins.TryGetMap("rf_host")!)
                using (var host = map.Map())
                    Overwrite(damage, ref host.At<KernelHost>());
                break;
        }
    }

    private static void Overwrite(string damage, ref KernelHost host)
    {
        switch (damage)
        {
            case "another root":
                host.Root = 0;
                break;
            case "nothing always allowed":
                host.Features = KernelFeatures.None;
                break;
            case "no failsafe port":
                host.Failsafe[0] = 0;
                break;
            case "other ages":
                host.Ages[(int)FlowState.UdpUnanswered] = 1;
                break;
            case "another secret":
                host.Secret[3] ^= 0x1000;
                break;
            case "another count of displaced devices":
                host.Displaced++;
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(damage), damage, null);
        }
    }

    /// <summary>What of the host's record stays as it is for the whole life of an agent.</summary>
    private static byte[] Settings()
    {
        var pins = new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current());
        using var map = pins.TryGetMap("rf_host")!;
        using var host = map.Map();
        var settings = host.At<KernelHost>() with { Root = 0, Revisions = default };
        return MemoryMarshal.AsBytes(new ReadOnlySpan<KernelHost>(in settings)).ToArray();
    }

    private static async Task<(string State, DateTimeOffset Since)> StateAsync(EnforcedLab enforced, Guarded guarded)
    {
        var answer = await enforced.Api.CallAsync(ApiService.Ringfence, "DescribeEnforcement", [], Cancel);
        var row = Assert.Single(answer.GetProperty("EnforcementSet").EnumerateArray(), row => row.GetProperty("NetworkInterfaceId").GetString() == guarded.InterfaceId);
        return (row.GetProperty("State").GetString()!, row.GetProperty("Since").Deserialize<DateTimeOffset>());
    }

    private static Task ReportedAsync(EnforcedLab enforced, Guarded guarded, DateTimeOffset before, string what) => EventuallyAsync(async () =>
    {
        var now = await StateAsync(enforced, guarded);
        return now.State == "ENFORCED" && now.Since > before;
    }, what);

    private static async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        limit.CancelAfter(EnforcedLab.Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"It did not happen: {what}");
            await timer.WaitForNextTickAsync(Cancel);
        }
    }
}
