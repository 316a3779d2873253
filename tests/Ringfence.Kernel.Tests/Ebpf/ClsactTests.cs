using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>The programs as filters of the clsact qdisc: where they are so, and what others do there.</summary>
public sealed class ClsactTests : GuestBench
{
    private static EbpfOptions ByClsact => Options with { Attach = AttachBy.Clsact };

    [Theory]
    [InlineData(AttachBy.Best, FeatureState.Available, AttachBy.Tcx)]
    [InlineData(AttachBy.Best, FeatureState.Missing, AttachBy.Clsact)]
    [InlineData(AttachBy.Best, FeatureState.Unknown, AttachBy.Clsact)]
    [InlineData(AttachBy.Clsact, FeatureState.Available, AttachBy.Clsact)]
    [InlineData(AttachBy.Tcx, FeatureState.Missing, AttachBy.Tcx)]
    public void Clsact_is_chosen_where_tcx_is_not_surely_there(AttachBy asked, FeatureState tcx, AttachBy chosen) =>
        Assert.Equal(chosen, Attachment.Choose(asked, () => new KernelFeature("tcx", tcx, "")));

    [Fact]
    public void A_clsact_filter_that_somebody_removes_is_put_back_and_releasing_removes_it()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, ByClsact));
        Apply(driver, []);
        using var server = Listen();
        TestNamespace.Shell($"tc -n {_router.Name} qdisc del dev vg clsact");
        Assert.True(Reaches(server));
        Assert.NotEmpty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        _router.Run(driver.Release);
        Assert.True(Reaches(server));
    }

    [Fact]
    public void Somebody_elses_filter_or_tcx_program_before_our_filter_is_reported()
    {
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, ByClsact));
        Apply(driver, []);
        using var server = Listen();
        foreach (string way in (string[])["ingress", "egress"])
        {
            string filter = $"dev vg {way} pref 1 handle 1 bpf";
            TestNamespace.Shell($"tc -n {_router.Name} filter add {filter} da bytecode '1,6 0 0 0,'");
            Assert.Equal($"Filter 1 (bpf, priority 1) runs before ours at device {_router.Run(() => NetworkDevice.IndexOf("vg"))}.", Assert.Single(_router.Run(driver.Devices.Check)).Value);
        }

        // Ours would refuse both the packet and its answer.
        Assert.True(Reaches(server));
        TestNamespace.Shell($"for w in ingress egress; do tc -n {_router.Name} filter del dev vg $w pref 1 handle 1 bpf; tc -n {_router.Name} filter add dev vg $w pref 2 handle 1 bpf da bytecode '1,6 0 0 0,'; done");
        Assert.Empty(_router.Run(driver.Devices.Check));
        Assert.False(Reaches(server));
        using var foreign = _router.Run(() => BpfLink.CreateTcx(driver.Program.Jiffies, NetworkDevice.IndexOf("vg"), TcxHook.Ingress));
        Assert.StartsWith("Program ", Assert.Single(_router.Run(driver.Devices.Check)).Value, StringComparison.Ordinal);
        foreign.Detach();
        Assert.Empty(_router.Run(driver.Devices.Check));
    }

    [Fact]
    public void A_filter_comes_before_those_that_are_there_when_it_is_attached()
    {
        TestNamespace.Shell($"tc -n {_router.Name} qdisc add dev vg clsact && for w in ingress egress; do tc -n {_router.Name} filter add dev vg $w pref 1 handle 1 bpf da bytecode '1,6 0 0 0,'; done");
        using var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, ByClsact));
        Apply(driver, []);
        Assert.Empty(_router.Run(driver.Devices.Check));
        using var server = Listen();
        Assert.False(Reaches(server));
    }

    [Fact]
    public void A_life_with_maps_of_other_sizes_finds_the_filters_of_the_one_before()
    {
        using (var driver = _router.Run(() => EbpfDriver.Open(_pins, _scope, ByClsact)))
            Apply(driver, []);
        using var next = _router.Run(() => EbpfDriver.Open(_pins, _scope, ByClsact with { Sizes = Options.Sizes with { FlowSlots = 1 << 11 } }));
        Assert.False(next.Adopted);
        using var server = Listen();
        Assert.False(Reaches(server));
        _router.Run(next.Release);
        Assert.True(Reaches(server));
    }
}
