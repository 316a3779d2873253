namespace Ringfence.Policy.Addressing;

/// <summary>The IP version of an address. The number is the version field of the header.</summary>
public enum AddressFamily : byte
{
    /// <summary>IPv4 (RFC 791): 32-bit addresses.</summary>
    IPv4 = 4,

    /// <summary>IPv6 (RFC 8200): 128-bit addresses.</summary>
    IPv6 = 6,
}

/// <summary>Facts that follow from the family alone.</summary>
public static class AddressFamilyExtensions
{
    /// <summary>Address length in bits: 32 or 128.</summary>
    public static int Bits(this AddressFamily family) => family == AddressFamily.IPv4 ? 32 : 128;

    /// <summary>The highest address of the family as a number.</summary>
    public static UInt128 MaxValue(this AddressFamily family) => family == AddressFamily.IPv4 ? uint.MaxValue : UInt128.MaxValue;
}
