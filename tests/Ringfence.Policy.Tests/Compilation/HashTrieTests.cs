using CsCheck;
using Ringfence.Policy.Compilation.Addresses;

namespace Ringfence.Policy.Tests.Compilation;

public sealed class HashTrieTests
{
    private static readonly Gen<(bool Add, uint Key, int Value)[]> Steps =
        Gen.Select(Gen.Frequency((3, Gen.Const(true)), (2, Gen.Const(false))), Gen.UInt[0, 300], Gen.Int[0, 5]).Array[0, 400];

    [Fact]
    public void A_trie_holds_what_a_dictionary_holds() => Steps.Sample(HoldsWhatADictionaryHolds<Ipv4Hash>, iter: 200);

    [Fact]
    public void Keys_with_equal_hashes_are_kept_apart() => Steps.Sample(HoldsWhatADictionaryHolds<OneHash>, iter: 50);

    [Fact]
    public void Keys_whose_hashes_begin_alike_are_kept_apart() => Steps.Sample(HoldsWhatADictionaryHolds<LowBits>, iter: 50);

    [Fact]
    public void An_earlier_version_never_changes() => Gen.Select(Steps, Steps).Sample((first, second) =>
    {
        var builder = HashTrie<uint, Ipv4Hash>.Empty.ToBuilder();
        Play(builder, [], first);
        var early = builder.ToTrie();
        var before = early.Entries().ToList();
        Play(builder, [], second);
        builder.ToTrie();
        Play(early.ToBuilder(), [], second);
        Assert.Equal(before, early.Entries());
    }, iter: 200);

    [Fact]
    public void A_difference_is_exact() => Gen.Select(Steps, Steps).Sample((first, second) =>
    {
        var builder = HashTrie<uint, Ipv4Hash>.Empty.ToBuilder();
        Play(builder, [], first);
        var early = builder.ToTrie();
        Play(builder, [], second);
        AssertDifference(early, builder.ToTrie());
        // And between tries that share nothing.
        var other = HashTrie<uint, Ipv4Hash>.Empty.ToBuilder();
        Play(other, [], second);
        AssertDifference(early, other.ToTrie());
    }, iter: 200);

    [Fact]
    public void Hundred_thousand_keys_are_found_and_strangers_are_not()
    {
        var builder = HashTrie<uint, Ipv4Hash>.Empty.ToBuilder();
        for (uint key = 0; key < 100_000; key++)
            builder.Set(0x0A000000 + (key * 7), (int)(key % 1000));
        var trie = builder.ToTrie();
        Assert.Equal(100_000, trie.Count);
        for (uint key = 0; key < 100_000; key++)
        {
            Assert.Equal((int)(key % 1000), trie.Find(0x0A000000 + (key * 7)));
            Assert.Equal(-1, trie.Find(0x0A000001 + (key * 7)));
        }
    }

    private static void HoldsWhatADictionaryHolds<THash>((bool Add, uint Key, int Value)[] steps)
        where THash : struct, IKeyHash<uint>
    {
        var builder = HashTrie<uint, THash>.Empty.ToBuilder();
        var expected = new Dictionary<uint, int>();
        Play(builder, expected, steps);
        var trie = builder.ToTrie();
        Assert.Equal(expected.Count, trie.Count);
        Assert.Equal(expected.OrderBy(entry => entry.Key).Select(entry => (entry.Key, entry.Value)), trie.Entries().Order());
        for (uint key = 0; key <= 301; key++)
            Assert.Equal(expected.GetValueOrDefault(key, -1), trie.Find(key));
    }

    private static void Play<THash>(HashTrieBuilder<uint, THash> builder, Dictionary<uint, int> expected, (bool Add, uint Key, int Value)[] steps)
        where THash : struct, IKeyHash<uint>
    {
        foreach (var (add, key, value) in steps)
        {
            if (add)
            {
                builder.Set(key, value);
                expected[key] = value;
            }
            else
            {
                builder.Remove(key);
                expected.Remove(key);
            }
        }
    }

    private static void AssertDifference(HashTrie<uint, Ipv4Hash> earlier, HashTrie<uint, Ipv4Hash> later)
    {
        var (before, after) = (earlier.Entries().ToDictionary(), later.Entries().ToDictionary());
        var set = new List<(uint, int)>();
        var removed = new List<uint>();
        later.Since(earlier, (key, value) => set.Add((key, value)), removed.Add);
        Assert.Equal(after.Where(entry => before.GetValueOrDefault(entry.Key, -1) != entry.Value).Select(entry => (entry.Key, entry.Value)).Order(), set.Order());
        Assert.Equal(before.Keys.Except(after.Keys).Order(), removed.Order());
    }

    private readonly struct OneHash : IKeyHash<uint>
    {
        public static bool TagIsKey => false;

        public static ulong Of(in uint key) => 42;
    }

    /// <summary>The branches all look alike: everything ends in one deep leaf.</summary>
    private readonly struct LowBits : IKeyHash<uint>
    {
        public static bool TagIsKey => false;

        public static ulong Of(in uint key) => key;
    }
}
