using System.Numerics;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// A 64-bit hash whose high and low bits are both good: the trie branches by the high ones and probes by the low ones. Fixed, so that equal
/// inputs give equal tables in every process.
/// </summary>
internal interface IKeyHash<TKey>
{
    /// <summary>True when a tag holds the whole key, so that nothing else need be stored or compared.</summary>
    static abstract bool TagIsKey { get; }

    static abstract ulong Of(in TKey key);

    /// <summary>32 bits to compare before the key: the key itself, or bits of the hash.</summary>
    static virtual uint TagOf(in TKey key, ulong hash) => (uint)(hash >> 3);

    /// <summary>The key of a tag, where <see cref="TagIsKey"/>.</summary>
    static virtual TKey KeyOf(uint tag) => throw new NotSupportedException();
}

/// <summary>The halves of an IPv6 address; a pair packs tighter beside a class id than the 16-byte aligned number.</summary>
internal readonly record struct Ipv6Key(ulong High, ulong Low)
{
    public static Ipv6Key Of(UInt128 value) => new((ulong)(value >> 64), (ulong)value);

    public UInt128 Value => new(High, Low);
}

internal readonly struct Ipv4Hash : IKeyHash<uint>
{
    public static bool TagIsKey => true;

    public static uint TagOf(in uint key, ulong hash) => key;

    public static uint KeyOf(uint tag) => tag;

    public static ulong Of(in uint key)
    {
        ulong hash = key * KeyHash.Odd1;
        return hash ^ (hash >> 32);
    }
}

internal readonly struct Ipv6Hash : IKeyHash<Ipv6Key>
{
    public static bool TagIsKey => false;

    public static ulong Of(in Ipv6Key key) => KeyHash.Mix(key.High, key.Low);
}

internal readonly struct ClassKeyHash : IKeyHash<ClassKey>
{
    public static bool TagIsKey => false;

    public static ulong Of(in ClassKey key)
    {
        ulong sets = (uint)key.Sets.GetHashCode();
        if (key.Node is not { } node)
            return KeyHash.Mix(sets, 1);
        var network = Ipv6Key.Of(node.Network.Value);
        return KeyHash.Mix(KeyHash.Mix(network.High, network.Low), (sets << 16) | ((ulong)node.Length << 8) | (ulong)node.Family);
    }
}

internal static class KeyHash
{
    /// <summary>2^64 divided by the golden ratio, odd.</summary>
    public const ulong Odd1 = 0x9E3779B97F4A7C15;

    private const ulong Odd2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Odd3 = 0xD6E8FEB86659FD93;

    public static ulong Mix(ulong a, ulong b)
    {
        ulong hash = (a * Odd1) ^ BitOperations.RotateLeft(b * Odd2, 32);
        hash = (hash ^ (hash >> 29)) * Odd3;
        return hash ^ (hash >> 32);
    }
}
