using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;

namespace Ringfence.Kernel.Tests.CommandLine;

/// <summary><c>ringfence doctor</c> where the programs are filters of clsact: those are not pinned, the index that the driver gave the device tells of them.</summary>
[Trait("Driver", "ebpf")]
public sealed class DoctorClsactTests : GuestBench
{
    [Fact]
    public async Task It_tells_the_filters_and_that_one_was_removed()
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Attach = AttachBy.Clsact });
        await datapath.ApplyAsync(GuestPolicy(1, ImmutableDictionary<string, Ringfence.Policy.Hosting.AddressSet>.Empty));
        Assert.Equal([null], await FiltersAsync(0));

        TestNamespace.Shell($"tc -n {_router.Name} filter del dev vg egress");
        Assert.Equal(["A filter was removed."], await FiltersAsync(1));
        Assert.False(await datapath.CheckAsync());
        Assert.Equal([null], await FiltersAsync(0));
        await datapath.ReleaseAsync();
        Assert.Empty(await FiltersAsync(0));
    }

    [Fact]
    public async Task It_tells_the_filters_of_others_and_whether_they_overrule_ours()
    {
        await using var datapath = new EbpfDatapath(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Attach = AttachBy.Clsact });
        await datapath.ApplyAsync(GuestPolicy(1, ImmutableDictionary<string, Ringfence.Policy.Hosting.AddressSet>.Empty));
        TestNamespace.Shell($"tc -n {_router.Name} filter add dev vg ingress pref 1 handle 1 bpf da bytecode '1,6 0 0 0,' && tc -n {_router.Name} filter add dev vg ingress pref 2 handle 7 bpf da bytecode '1,6 0 0 0,'");
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", _router.Name);
        Assert.Equal(1, exit);
        Assert.Equal(
            [
                ("bpf", "clsact Ingress of vg, bpf, priority 1, handle 1, before ours: what it passes or sends on, ours never sees", true),
                ("bpf", "clsact Ingress of vg, bpf, priority 2, handle 7, behind ours: it sees what ours has passed", false),
            ],
            told["Foreign"]!.AsArray().Select(item => (item!["Name"]!.GetValue<string>(), item["Detail"]!.GetValue<string>(), item["Overrules"]!.GetValue<bool>())));
        await datapath.ReleaseAsync();
    }

    /// <summary>What is wrong with each device's filters.</summary>
    private async Task<List<string?>> FiltersAsync(int exitCode)
    {
        var (exit, told) = await LocalCommand.JsonAsync("doctor", "--netns", _router.Name);
        Assert.Equal(exitCode, exit);
        return [.. told["InKernel"]!.AsArray().Where(item => item!["Kind"]!.GetValue<string>() == "filter").Select(item =>
        {
            Assert.Equal("vg", item!["Name"]!.GetValue<string>());
            return item["Problem"]?.GetValue<string>();
        })];
    }
}
