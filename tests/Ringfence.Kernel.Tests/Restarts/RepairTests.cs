using System.Text.Json;
using Ringfence.Contracts.Client;
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
    public static TheoryData<string> Damages => ["both links detached", "another root", "another device's index"];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Damage_is_reported_and_mended(string damage)
    {
        await using var enforced = await EnforcedLab.StartAsync(Layouts.Pair(LinkKind.Routed, silent: true));
        var (lab, web) = (enforced.Lab, enforced.Lab["web"]);
        var guarded = await enforced.GuardAsync(web, [ApiRule.AcceptTcp("80", "0.0.0.0/0")], []);
        var before = await StateAsync(enforced, guarded);
        lab.Host.Namespace.Run(() => Damage(damage, web));
        await ReportedAsync(enforced, guarded, before.Since, "it is enforced since later than the damage");
        enforced.AssertDropped(Probe.Tcp(lab.Outside.V4, web.V4, 81));
        enforced.AssertPasses(Probe.Tcp(lab.Outside.V4, web.V4, 80));
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
            case "another root":
                using (var map = pins.TryGetMap("rf_host")!)
                using (var host = map.Map())
                    host.At<KernelHost>().Root = 0;
                break;
            default:
                using (var map = pins.TryGetMap("rf_interfaces")!)
                using (var records = map.Map())
                    records.At<KernelInterface>(0, (int)map.MaxEntries)[(int)(device & (map.MaxEntries - 1))].Ifindex = 4711;
                break;
        }
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
