using CsCheck;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests;

/// <summary>Random values of the engine's types, biased to where they are special: ends of ranges, neighbours, few bits set.</summary>
internal static class Generators
{
    public static Gen<IpAddress> V4 { get; } = Gen.Frequency(
        (3, Gen.UInt), (1, Gen.OneOf(0u, 1u, uint.MaxValue, uint.MaxValue - 1, 0x7f00_0001u, 0x0a00_0000u))).Select(IpAddress.V4);

    public static Gen<IpAddress> V6 { get; } = Gen.Frequency(
        (3, Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new UInt128(high, low))),
        (1, Gen.Select(Gen.Int[0, 127], Gen.Int[0, 127], (a, b) => (UInt128.One << a) | (UInt128.One << b))),
        (1, Gen.OneOf(UInt128.Zero, UInt128.One, UInt128.MaxValue, new UInt128(0, 0xffff_0a00_0001)))).Select(IpAddress.V6);

    public static Gen<IpAddress> Address { get; } = Gen.OneOf(V4, V6);

    public static Gen<IpPrefix> Prefix { get; } =
        Address.SelectMany(address => Gen.Int[0, address.Family.Bits()].Select(length => new IpPrefix(address, length)));

    public static Gen<ushort> Port { get; } = Gen.Frequency((3, Gen.UShort), (1, Gen.OneOf<ushort>(0, 1, 80, 65534, 65535)));

    public static Gen<PortRange> PortRange { get; } =
        Gen.Select(Port, Port, (a, b) => new PortRange(Math.Min(a, b), Math.Max(a, b)));

    public static Gen<PortRange[]> PortRanges { get; } = Gen.OneOf(
        PortRange.Array[1, 6],
        Gen.Select(Port, Gen.Int[0, 40], (first, length) => new PortRange(first, (ushort)Math.Min(ushort.MaxValue, first + length))).Array[1, 12]);

    /// <summary>An address near a prefix: in it, or just beside its ends.</summary>
    public static Gen<IpAddress> Near(IpPrefix prefix)
    {
        var max = prefix.Family.MaxValue();
        return Gen.OneOf(
            Gen.Const(prefix.First),
            Gen.Const(prefix.Last),
            Gen.Const(new IpAddress(prefix.Family, prefix.First.Value == 0 ? max : prefix.First.Value - 1)),
            Gen.Const(new IpAddress(prefix.Family, prefix.Last.Value == max ? 0 : prefix.Last.Value + 1)),
            Address,
            Gen.Int[0, prefix.Family.Bits() - 1].Select(bit => new IpAddress(prefix.Family, prefix.First.Value ^ (UInt128.One << bit))));
    }
}
