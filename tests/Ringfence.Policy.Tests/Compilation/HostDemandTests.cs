using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class HostDemandTests
{
    /// <summary>Limits about where random policies are.</summary>
    private static readonly Gen<CompilationLimits> Limits = Gen.Int[0, 60].Array[9].Select(n => new CompilationLimits
    {
        MaxClasses = 1 + n[0],
        MaxPrefixes = n[1],
        MaxHosts = n[2],
        MaxRules = n[3],
        MaxServiceClasses = 1 + n[4],
        MaxMatrixCells = 20 * n[5],
        MaxInterfaces = n[6],
        MaxHostRules = n[7],
        MaxTableBytes = 500_000 + (10_000 * n[8]),
    });

    [Fact]
    public void What_is_within_by_the_sums_never_exceeds_when_compiled()
    {
        int within = 0;
        Gen.Select(Gens.Host, Limits).Sample((policy, limits) =>
        {
            if (!HostDemand.Of(policy).IsWithin(limits))
                return;
            Interlocked.Increment(ref within);
            Assert.IsType<Compiled>(HostCompiler.Compile(policy, limits));
        }, iter: 20_000);
        Assert.InRange(within, 50, 19_000);
    }

    [Fact]
    public void The_demand_after_changes_is_that_of_a_fresh_look() =>
        Gen.Select(Gens.Host, Gens.Change.Array[1, 8], Limits).Sample((policy, changes, limits) =>
        {
            var demand = HostDemand.Of(policy);
            foreach (var change in changes)
            {
                policy = change(policy);
                demand = HostDemand.Of(policy, demand);
                Assert.Equal(HostDemand.Of(policy).IsWithin(limits), demand.IsWithin(limits));
            }
        }, iter: 500);

    [Fact]
    public void An_ordinary_host_needs_no_compiling()
    {
        var policy = Hosts.Host(
            [.. Enumerable.Range(0, 100).Select(i => Hosts.Rule(i % 2 == 0 ? $"10.{i}.0.0/16" : "s", $"tcp:{1000 + i}"))],
            AddressSet.Create("s", Enumerable.Range(0, 500).Select(i => IpAddress.V4(0x0b000000u + (uint)i))));
        Assert.True(HostDemand.Of(policy).IsWithin(CompilationLimits.Default));
    }

    [Fact]
    public void A_host_with_many_groups_of_many_rules_needs_no_compiling()
    {
        // Half of what each group names the others name as well.
        var lists = Enumerable.Range(0, 100).Select(list => Hosts.List(
            $"l{list}", [.. Enumerable.Range(0, 100).Select(rule => Hosts.Rule(rule % 2 == 0 ? $"10.0.{rule}.0/24" : $"10.{list}.{rule}.0/24", $"tcp:{1000 + rule}"))])).ToList();
        var interfaces = Enumerable.Range(0, 50).Select(i => Hosts.Interface($"i{i}", [lists[2 * i].Id], [lists[(2 * i) + 1].Id]));
        Assert.True(HostDemand.Of(Hosts.Host(interfaces, lists)).IsWithin(CompilationLimits.Default));
    }
}
