using System.Runtime.InteropServices;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The record of what holds for the whole host, written over by somebody else.</summary>
public sealed class HostRecordTests : GuestBench
{
    private delegate void Edit(ref KernelHost host);

    [Fact]
    public void Every_setting_that_somebody_wrote_over_is_put_right_and_named()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, [Allow("10.9.0.1/32", 7000)]);
        Assert.Empty(_router.Run(driver.Check));
        (string Named, Edit Edit)[] edits =
        [
            ("always allowed", (ref host) => host.Features = KernelFeatures.None),
            ("always allowed", (ref host) => host.Features |= KernelFeatures.CountPackets),
            ("ages", (ref host) => host.Ages[(int)FlowState.TcpEstablished] = 1),
            ("ages", (ref host) => host.FragmentAge = 0),
            ("ages", (ref host) => host.AgeMargin = 0),
            ("ages", (ref host) => host.EvictAfter = 0),
            ("failsafe ports", (ref host) => host.Failsafe[0] = 0),
            ("failsafe ports", (ref host) => host.Failsafe[7] = 80),
            ("secret", (ref host) => host.Secret[0]++),
            ("secret", (ref host) => host.Secret[11]++),
            ("displaced", (ref host) => host.Displaced++),
        ];
        foreach (var (named, edit) in edits)
        {
            byte[] before = Bytes(driver);
            edit(ref driver.Program.Host);
            Assert.Contains(named, Assert.Single(_router.Run(driver.Check)).Value, StringComparison.Ordinal);
            Assert.Equal(before, Bytes(driver));
            Assert.Empty(_router.Run(driver.Check));
        }
    }

    [Fact]
    public void What_a_monitor_has_switched_on_is_not_touched()
    {
        const KernelFeatures Monitored = KernelFeatures.DropEvents | KernelFeatures.FlowEvents;
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, Options));
        Apply(driver, []);
        driver.Program.Host.Features |= Monitored;
        driver.Program.Host.SampleMask = 7;
        Assert.Empty(_router.Run(driver.Check));
        driver.Program.Host.Features = Monitored;
        Assert.Single(_router.Run(driver.Check));
        Assert.Equal((KernelFeatures.AllowAll | Monitored, 7u), (driver.Program.Host.Features, driver.Program.Host.SampleMask));
        driver.Program.Host.Features = KernelFeatures.AllowAll;
        Assert.Empty(_router.Run(driver.Check));
    }

    private static byte[] Bytes(EbpfDriver driver) => MemoryMarshal.AsBytes(new ReadOnlySpan<KernelHost>(in driver.Program.Host)).ToArray();
}
