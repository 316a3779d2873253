using System.Globalization;

namespace Ringfence.Policy.Addressing;

/// <summary>
/// A CIDR block: all addresses of one family that share the first <see cref="Length"/> bits. Always masked: <c>10.0.0.1/24</c> and
/// <c>10.0.0.0/24</c> are the same value (RFC 4632).
/// </summary>
public readonly record struct IpPrefix : IComparable<IpPrefix>
{
    /// <summary>Makes a prefix; host bits of <paramref name="address"/> are cleared.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The length is negative or over 32 or 128.</exception>
    public IpPrefix(IpAddress address, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, address.Family.Bits());
        Length = length;
        Network = new IpAddress(address.Family, address.Value & Mask(address.Family, length));
    }

    /// <summary>The lowest address.</summary>
    public IpAddress Network { get; }

    /// <summary>Prefix length in bits.</summary>
    public int Length { get; }

    /// <summary>The family of every address in the block.</summary>
    public AddressFamily Family => Network.Family;

    /// <summary>The lowest address of the block.</summary>
    public IpAddress First => Network;

    /// <summary>The highest address of the block.</summary>
    public IpAddress Last => new(Family, Network.Value | (Family.MaxValue() & ~Mask(Family, Length)));

    /// <summary>All addresses of a family.</summary>
    public static IpPrefix All(AddressFamily family) => new(new IpAddress(family, 0), 0);

    /// <summary>The block of one address.</summary>
    public static IpPrefix Host(IpAddress address) => new(address, address.Family.Bits());

    /// <summary>True when the address is of the same family and in the block.</summary>
    public bool Contains(IpAddress address) =>
        address.Family == Family && (address.Value & Mask(Family, Length)) == Network.Value;

    /// <summary>
    /// Reads <c>address</c> or <c>address/length</c> (decimal, no sign, no leading zero, no netmask form). Host bits are allowed and masked.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpPrefix prefix)
    {
        prefix = default;
        int slash = text.IndexOf('/');
        if (!IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address))
            return false;
        int length = address.Family.Bits();
        if (slash >= 0)
        {
            var digits = text[(slash + 1)..];
            if (digits.Length is 0 or > 3 || (digits.Length > 1 && digits[0] == '0')
                || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int given) || given > length)
            {
                return false;
            }

            length = given;
        }

        prefix = new IpPrefix(address, length);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be good.</summary>
    /// <exception cref="FormatException">It was not.</exception>
    public static IpPrefix Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is not an address or CIDR block.");

    /// <inheritdoc/>
    public int CompareTo(IpPrefix other)
    {
        int byNetwork = Network.CompareTo(other.Network);
        return byNetwork != 0 ? byNetwork : Length.CompareTo(other.Length);
    }

    /// <summary><c>network/length</c>, always with the length.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{Length}");

#pragma warning disable CS1591 // comparison operators mean what CompareTo says
    public static bool operator <(IpPrefix left, IpPrefix right) => left.CompareTo(right) < 0;
    public static bool operator >(IpPrefix left, IpPrefix right) => left.CompareTo(right) > 0;
    public static bool operator <=(IpPrefix left, IpPrefix right) => left.CompareTo(right) <= 0;
    public static bool operator >=(IpPrefix left, IpPrefix right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    private static UInt128 Mask(AddressFamily family, int length) =>
        length == 0 ? UInt128.Zero : family.MaxValue() & (family.MaxValue() << (family.Bits() - length));
}
