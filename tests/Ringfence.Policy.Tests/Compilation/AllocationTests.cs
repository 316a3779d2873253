using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class AllocationTests
{
    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var tables = Hosts.Compile(Group(1000));
        var addresses = new[] { Member(3), IpAddress.V4(7), Hosts.Ip("2001:db8::7"), Hosts.Ip("10.0.0.1"), Hosts.Ip("fe80::1") };
        long Run()
        {
            long accepted = 0, before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10_000; i++)
                accepted += tables.Evaluate("a", Direction.Ingress, addresses[i % addresses.Length], i % 2 == 0 ? IpProtocol.Tcp : IpProtocol.Icmp, (ushort)i).IsAccepted ? 1 : 0;
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(accepted > 0);
            return allocated;
        }

        Run();
        Assert.Equal(0, Run());
    }

    [Fact]
    public void One_member_more_allocates_a_few_kilobytes_whatever_the_size_of_the_set()
    {
        long small = JoinCost(1_000), large = JoinCost(100_000);
        TestContext.Current.TestOutputHelper?.WriteLine($"bytes for one member more: {small} in 1,000, {large} in 100,000");
        Assert.InRange(large, 1, 8 * 1024);
        Assert.InRange(large - small, -4096, 2048);
    }

    [Fact]
    public void The_delta_of_one_member_does_not_grow_with_the_set()
    {
        var policy = Group(100_000);
        var before = Hosts.Compile(policy);
        var after = Hosts.Update(before, policy.With(policy.Sets["s"].Add(IpAddress.V4(5))));
        after.Classifier.Since(before.Classifier);
        long start = GC.GetAllocatedBytesForCurrentThread();
        var delta = after.Classifier.Since(before.Classifier);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - start, 1, 4096);
        Assert.Equal(IpAddress.V4(5), Assert.Single(delta.HostsSet).Host);
    }

    /// <summary>The median over many joins: now and then a leaf of the trie is split.</summary>
    private static long JoinCost(int members)
    {
        var policy = Group(members);
        var tables = Hosts.Compile(policy);
        var costs = new List<long>();
        for (uint i = 0; i < 200; i++)
        {
            policy = policy.With(policy.Sets["s"].Add(IpAddress.V4(0xC0000000 + (i * 977))));
            long before = GC.GetAllocatedBytesForCurrentThread();
            tables = ((Compiled)HostCompiler.Update(tables, policy)).Tables;
            costs.Add(GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.True(tables.Evaluate("a", Direction.Ingress, IpAddress.V4(0xC0000000), IpProtocol.Tcp, 80).IsAccepted);
        return costs.Order().ElementAt(costs.Count / 2);
    }

    private static IpAddress Member(uint i) => IpAddress.V4(0x0B000000 + (i * 163));

    private static HostPolicy Group(int members) => Hosts.Host(
        [Hosts.Rule("s", "tcp:80"), Hosts.Rule("10.0.0.0/8", "tcp:22"), Hosts.Rule("0.0.0.0/0", "icmp"), Hosts.Rule("2001:db8::/32", "ALL")],
        AddressSet.Create("s", Enumerable.Range(0, members).Select(i => Member((uint)i))));
}
