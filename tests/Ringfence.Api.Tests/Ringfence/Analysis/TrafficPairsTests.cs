using System.Collections.Immutable;
using Ringfence.Api.Ringfence.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Tests.Ringfence.Analysis;

public sealed class TrafficPairsTests
{
    private static readonly World World = new TestWorld().Instance("ins-00000001").Interface("eni-00000001", [], ["10.0.0.1"]).Build();

    [Fact]
    public void More_pairs_than_can_be_told_are_refused_before_they_are_made()
    {
        var (from, to) = (Points("10.0.0.0", 5000), Points("10.9.0.0", 5000));
        _ = TrafficPairs.Of(from, to);
        long before = GC.GetAllocatedBytesForCurrentThread();
        var (pairs, fault) = TrafficPairs.Of(from, to);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000_000);
        Assert.Empty(pairs);
        Assert.Equal("LimitExceeded", fault.Error!.Code);
        Assert.Equal(100, TrafficPairs.Of(Points("10.0.0.0", 10), Points("10.9.0.0", 10)).Pairs.Length);
    }

    [Fact]
    public void What_has_no_address_of_the_others_family_or_is_the_same_is_no_pair()
    {
        Assert.StartsWith("Source and destination have no two addresses", TrafficPairs.Of(Points("10.0.0.1", 1), Points("10.0.0.1", 1)).Fault.Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith("Source and destination have no two addresses", TrafficPairs.Of(Points("10.0.0.1", 1), [new TrafficPoint(IpAddress.Parse("fd00::1"), Points("10.0.0.1", 1)[0].VpcId, null)]).Fault.Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith("Source and destination have no two addresses", TrafficPairs.Of([], Points("10.0.0.1", 1)).Fault.Error!.Message, StringComparison.Ordinal);
        Assert.StartsWith("No interface in the network vpc-default0", TrafficPairs.Of(Bare("10.0.0.1"), Bare("10.0.0.2")).Fault.Error!.Message, StringComparison.Ordinal);
    }

    private static ImmutableArray<TrafficPoint> Bare(string address) => [new TrafficPoint(IpAddress.Parse(address), "vpc-default0", null)];

    /// <summary>Addresses of as many interfaces.</summary>
    private static ImmutableArray<TrafficPoint> Points(string first, int count)
    {
        var one = World.Interfaces["eni-00000001"];
        uint value = (uint)IpAddress.Parse(first).Value;
        return [.. Enumerable.Range(0, count).Select(i => new TrafficPoint(IpAddress.V4(value + (uint)i), one.VpcId, one with { Id = $"eni-{first}-{i}" }))];
    }
}
