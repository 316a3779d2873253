using System.Collections.Immutable;
using Microsoft.Extensions.Logging.Abstractions;
using Ringfence.Datapath;
using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Kernel.Tests.Harness;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Kernel.Tests.Ebpf;

/// <summary>What it costs that a member joins a group.</summary>
public sealed class MemberMoveTests(ITestOutputHelper output) : GuestBench
{
    private static readonly IpAddress Router = IpAddress.Parse("10.9.0.1");

    [Fact]
    public async Task A_member_more_is_enforced_on_the_callers_thread_and_allocates_a_few_kilobytes_whatever_the_size_of_the_group()
    {
        long small = await JoinCostAsync(100), large = await JoinCostAsync(100_000);
        output.WriteLine($"bytes for one member more: {small} in 100, {large} in 100,000");
        Assert.InRange(large, 1, 12 * 1024);
        Assert.InRange(large - small, -4096, 4096);
    }

    [Fact]
    public async Task Members_that_come_and_go_are_judged_as_they_are_with_the_next_packet()
    {
        await using var datapath = Open();
        using var server = Listen();
        var policy = Group(1, []);
        await datapath.ApplyAsync(policy);
        for (int i = 0; i < 5; i++)
        {
            Assert.False(Reaches(server));
            await datapath.ApplyAsync(policy = With(policy, policy.Sets["s"].Add(Router)));
            Assert.True(Reaches(server));
            await datapath.ApplyAsync(policy = With(policy, policy.Sets["s"].Remove(Router)));
        }

        await datapath.ReleaseAsync();
    }

    /// <summary>The median over many joins: now and then a leaf of a trie is split.</summary>
    private async Task<long> JoinCostAsync(int members)
    {
        await using var datapath = Open();
        var policy = Group(1, Enumerable.Range(0, members).Select(Member));
        await datapath.ApplyAsync(policy);
        // Until no packet can be looking at what was in force before this policy, members come with the image and not as a slot.
        await datapath.ApplyAsync(policy = With(policy, policy.Sets["s"].Add(Member(members))));
        await EnforcedLab.EventuallyAsync(HasNoOverrides, "the first member is in its slot");
        var costs = new List<long>();
        for (int i = 1; i <= 200; i++)
        {
            policy = With(policy, policy.Sets["s"].Add(Member(members + i)));
            long before = GC.GetAllocatedBytesForCurrentThread();
            var applying = datapath.ApplyAsync(policy);
            costs.Add(GC.GetAllocatedBytesForCurrentThread() - before);
            Assert.True(applying.IsCompletedSuccessfully, $"Member {i} of {members}.");
            Assert.Equal(ApplyMode.Incremental, (await applying).Mode);
        }

        await datapath.ReleaseAsync();
        return costs.Order().ElementAt(costs.Count / 2);
    }

    /// <summary>What the kernel looks at, by the maps that the driver has pinned.</summary>
    private bool HasNoOverrides()
    {
        var pins = new EbpfPins(BpfFs.DefaultMount, _router.Run(NamespaceScope.Current));
        using BpfMap hostMap = pins.TryGetMap("rf_host")!, arenaMap = pins.TryGetMap("rf_arena")!;
        using MappedMemory host = hostMap.Map(), arena = arenaMap.Map();
        return arena.At<KernelImage>((nuint)(host.At<KernelHost>().Root >> 32)).OverrideCount == 0;
    }

    private static HostPolicy Group(long revision, IEnumerable<IpAddress> members) => GuestPolicy(
        revision,
        ImmutableDictionary<string, AddressSet>.Empty.Add("s", AddressSet.Create("s", members.Append(IpAddress.Parse("10.8.0.1")))),
        new HostRule(new RuleId(1), null, "s", new LiteralService(IpProtocol.Udp, PortSet.All), RuleAction.Accept));

    private static HostPolicy With(HostPolicy policy, AddressSet set) => policy with { Revision = policy.Revision + 1, Sets = policy.Sets.SetItem("s", set) };

    private static IpAddress Member(int number) => IpAddress.V4(0x0b000000 + ((uint)number * 163));

    private EbpfDatapath Open() => new(_router.Name, new EnforcementOptions(), TimeProvider.System, NullLogger.Instance, Options with { Sizes = Options.Sizes with { ArenaBytes = 1 << 24 } });
}
