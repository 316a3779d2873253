using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Kernel.Tests.Ebpf;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Hosting;

namespace Ringfence.Kernel.Tests.Restarts;

/// <summary>Who finds the kernel enforcing leaves it as it is; so only what enforces may be taken for that.</summary>
public sealed class PreviousLifeTests : GuestBench
{
    [Fact]
    public async Task A_driver_that_ended_before_its_first_policy_enforces_nothing()
    {
        Assert.False(await IsEnforcedAsync());
        // As when the kernel refuses the program.
        _router.Run(() => new EbpfPins(BpfFs.DefaultMount, NamespaceScope.Current()));
        Assert.False(await IsEnforcedAsync());
        for (int life = 0; life < 2; life++)
        {
            await using (Open())
            {
            }

            Assert.False(await IsEnforcedAsync());
        }

        await using var last = Open();
        await last.ReleaseAsync();
    }

    [Fact]
    public async Task A_policy_is_enforced_be_it_one_without_interfaces()
    {
        await using (var first = Open())
            await first.ApplyAsync(HostPolicy.Empty with { Revision = 1 });
        Assert.True(await IsEnforcedAsync());
        await using (var second = Open())
            await second.ApplyAsync(GuestPolicy(2, HostPolicy.Empty.Sets));
        Assert.True(await IsEnforcedAsync());
        await using var last = Open();
        await last.ReleaseAsync();
        Assert.False(await IsEnforcedAsync());
    }

    [Fact]
    public async Task What_is_attached_enforces_though_another_build_that_ended_early_has_brought_its_own_maps()
    {
        await using (var first = Open())
            await first.ApplyAsync(GuestPolicy(1, HostPolicy.Empty.Sets));
        await using (Open(Options.Sizes.FlowSlots * 2))
        {
        }

        Assert.True(await IsEnforcedAsync());
        await using var last = Open();
        await last.ReleaseAsync();
    }

    private Task<bool> IsEnforcedAsync() => PreviousLife.IsEnforcedAsync(_router.Name);

    private EbpfDatapath Open() => Open(Options.Sizes.FlowSlots);

    private EbpfDatapath Open(uint flowSlots) => new(
        _router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Sizes = Options.Sizes with { FlowSlots = flowSlots } });
}
