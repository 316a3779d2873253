using System.Collections.Immutable;
using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class PrefixTrieTests
{
    private static readonly Gen<IpPrefix> Anywhere4 = Gen.Select(Gen.UInt, Gen.Int[0, 32], (value, length) => new IpPrefix(IpAddress.V4(value), length));

    private static readonly Gen<IpPrefix> Anywhere6 =
        Gen.Select(Gen.ULong, Gen.ULong, Gen.Int[0, 128], (high, low, length) => new IpPrefix(IpAddress.V6(new UInt128(high, low)), length));

    private static readonly Gen<ImmutableArray<(IpPrefix Prefix, int Class)>> Entries = Gen.OneOf(Gens.Prefix, Anywhere4, Anywhere6).Array[0, 40]
        .Select(prefixes => prefixes.Distinct().Order().Select((prefix, i) => (prefix, i + 1)).ToImmutableArray());

    [Fact]
    public void A_trie_finds_the_longest_prefix_at_every_edge() => Entries.Sample(entries =>
    {
        var four = PrefixTrie.Of(entries, AddressFamily.IPv4);
        var six = PrefixTrie.Of(entries, AddressFamily.IPv6);
        foreach (var address in Edges(entries))
        {
            int expected = entries.Where(entry => entry.Prefix.Contains(address)).OrderBy(entry => entry.Prefix.Length).LastOrDefault().Class;
            Assert.Equal(expected, address.Family == AddressFamily.IPv4 ? four.Find((uint)address.Value) : six.Find(Ipv6Key.Of(address.Value)));
        }
    }, iter: 300);

    [Fact]
    public void Ranges_are_ascending_and_neighbours_differ() => Entries.Sample(entries =>
    {
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            var ranges = PrefixRanges.Of(entries, family);
            Assert.Equal((UInt128)0, ranges[0].Start);
            for (int i = 1; i < ranges.Count; i++)
            {
                Assert.True(ranges[i - 1].Start < ranges[i].Start);
                Assert.NotEqual(ranges[i - 1].Class, ranges[i].Class);
            }
        }
    }, iter: 200);

    private static IEnumerable<IpAddress> Edges(ImmutableArray<(IpPrefix Prefix, int Class)> entries)
    {
        var edges = new List<IpAddress> { IpAddress.V4(0), IpAddress.V4(uint.MaxValue), IpAddress.V6(0), IpAddress.V6(UInt128.MaxValue) };
        foreach (var (prefix, _) in entries)
        {
            edges.AddRange([prefix.First, prefix.Last]);
            if (prefix.First.Value > 0)
                edges.Add(new IpAddress(prefix.Family, prefix.First.Value - 1));
            if (prefix.Last.Value < prefix.Family.MaxValue())
                edges.Add(new IpAddress(prefix.Family, prefix.Last.Value + 1));
        }

        return edges.Distinct();
    }
}
