using System.Buffers.Binary;
using System.Net;

namespace Ringfence.Policy.Addressing;

/// <summary>
/// One IPv4 or IPv6 address as a number with its family: 20 bytes, no allocation, both families through the same code.
/// An IPv4-mapped IPv6 address (<c>::ffff:a.b.c.d</c>) stays IPv6: the kernel sees it as IPv6 too.
/// Ordered by family, then by number.
/// </summary>
public readonly record struct IpAddress : IComparable<IpAddress>
{
    /// <summary>Makes an address from its number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number does not fit the family.</exception>
    public IpAddress(AddressFamily family, UInt128 value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, family.MaxValue());
        Family = family;
        Value = value;
    }

    /// <summary>The address family.</summary>
    public AddressFamily Family { get; }

    /// <summary>The address as a number, first byte of the wire form most significant; IPv4 in the low 32 bits.</summary>
    public UInt128 Value { get; }

    /// <summary>Length of the wire form in bytes: 4 or 16.</summary>
    public int ByteCount => Family.Bits() / 8;

    /// <summary>An IPv4 address from its number in host order.</summary>
    public static IpAddress V4(uint value) => new(AddressFamily.IPv4, value);

    /// <summary>An IPv6 address from its number.</summary>
    public static IpAddress V6(UInt128 value) => new(AddressFamily.IPv6, value);

    /// <summary>Reads 4 or 16 bytes in network order.</summary>
    /// <exception cref="ArgumentException">Any other length.</exception>
    public static IpAddress FromBytes(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        4 => V4(BinaryPrimitives.ReadUInt32BigEndian(bytes)),
        16 => V6(BinaryPrimitives.ReadUInt128BigEndian(bytes)),
        _ => throw new ArgumentException("An IP address has 4 or 16 bytes.", nameof(bytes)),
    };

    /// <summary>Writes the wire form (network order).</summary>
    /// <returns>The number of bytes written: 4 or 16.</returns>
    public int WriteBytes(Span<byte> destination)
    {
        if (Family == AddressFamily.IPv4)
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)Value);
        else
            BinaryPrimitives.WriteUInt128BigEndian(destination, Value);
        return ByteCount;
    }

    /// <summary>
    /// Reads dotted-quad IPv4 (four decimal parts, no leading zeros) or RFC 4291 IPv6 text. Scope ids (<c>%eth0</c>), brackets, white space and
    /// shortened IPv4 forms (<c>10.1</c>) are refused: each means different things to different programs.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        if (text.Contains(':'))
            return TryParseV6(text, out address);
        return TryParseV4(text, out address);
    }

    /// <summary>As <see cref="TryParse"/>, for text that is known to be good.</summary>
    /// <exception cref="FormatException">It was not.</exception>
    public static IpAddress Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is not an IP address.");

    /// <inheritdoc/>
    public int CompareTo(IpAddress other)
    {
        int byFamily = ((byte)Family).CompareTo((byte)other.Family);
        return byFamily != 0 ? byFamily : Value.CompareTo(other.Value);
    }

    /// <summary>Canonical text: dotted quad, or RFC 5952 for IPv6.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        int length = WriteBytes(bytes);
        return new IPAddress(bytes[..length]).ToString();
    }

#pragma warning disable CS1591 // comparison operators mean what CompareTo says
    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;
    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;
    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;
    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;
#pragma warning restore CS1591

    private static bool TryParseV4(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        uint value = 0;
        int part = 0, digits = 0, parts = 0;
        foreach (char c in text)
        {
            if (c == '.')
            {
                if (digits == 0 || ++parts == 4)
                    return false;
                value = (value << 8) | (uint)part;
                (part, digits) = (0, 0);
            }
            else if (char.IsAsciiDigit(c))
            {
                if (digits > 0 && part == 0)
                    return false;
                part = (part * 10) + (c - '0');
                if (++digits > 3 || part > 255)
                    return false;
            }
            else
            {
                return false;
            }
        }

        if (parts != 3 || digits == 0)
            return false;
        address = V4((value << 8) | (uint)part);
        return true;
    }

    private static bool TryParseV6(ReadOnlySpan<char> text, out IpAddress address)
    {
        address = default;
        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
                return false;
        }

        // The framework's parser allocates one object and is strict about RFC 4291 once the odd characters are gone.
        if (!IPAddress.TryParse(text, out var parsed) || parsed.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6)
            return false;
        Span<byte> bytes = stackalloc byte[16];
        parsed.TryWriteBytes(bytes, out _);
        address = FromBytes(bytes);
        return true;
    }
}
