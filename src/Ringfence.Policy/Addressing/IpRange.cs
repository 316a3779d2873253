namespace Ringfence.Policy.Addressing;

/// <summary>All addresses from <see cref="First"/> to <see cref="Last"/>, both included, of one family. Occurs in address templates (doc 215/20090).</summary>
public readonly record struct IpRange
{
    /// <summary>Makes a range.</summary>
    /// <exception cref="ArgumentException">The families differ or the range is reversed.</exception>
    public IpRange(IpAddress first, IpAddress last)
    {
        if (first.Family != last.Family || first > last)
            throw new ArgumentException("A range goes upward within one address family.", nameof(last));
        First = first;
        Last = last;
    }

    /// <summary>The lowest address.</summary>
    public IpAddress First { get; }

    /// <summary>The highest address.</summary>
    public IpAddress Last { get; }

    /// <summary>The family of both ends.</summary>
    public AddressFamily Family => First.Family;

    /// <summary>True when the address is of the same family and between the ends.</summary>
    public bool Contains(IpAddress address) => address.Family == Family && address.Value >= First.Value && address.Value <= Last.Value;

    /// <summary>The range that covers a block.</summary>
    public static IpRange Of(IpPrefix prefix) => new(prefix.First, prefix.Last);

    /// <summary>The block that has exactly these addresses; null when they are no block.</summary>
    public IpPrefix? Block
    {
        get
        {
            int length = Family.Bits() - BitsOf(First.Value ^ Last.Value);
            var block = new IpPrefix(First, length);
            return block.First == First && block.Last == Last ? block : null;
        }
    }

    /// <summary>The fewest blocks that have exactly these addresses, ascending: each as large as its first address and the end allow.</summary>
    public IEnumerable<IpPrefix> Prefixes()
    {
        var (next, last, bits) = (First.Value, Last.Value, Family.Bits());
        while (true)
        {
            // The block must begin at an aligned address and may not reach beyond the end. Count of addresses minus one, so that 2^128 fits.
            int host = next == 0 ? bits : Math.Min(bits, (int)UInt128.TrailingZeroCount(next));
            while (host > 0 && SizeMinusOne(host) > last - next)
                host--;
            yield return new IpPrefix(new IpAddress(Family, next), bits - host);
            if (last - next == SizeMinusOne(host))
                yield break;
            next += SizeMinusOne(host) + 1;
        }
    }

    /// <summary>Reads <c>first-last</c>, an address or a CIDR block (doc 215/20090). Host bits of a block are allowed and masked; a range goes upward.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IpRange range)
    {
        range = default;
        int dash = text.IndexOf('-');
        if (dash < 0)
        {
            if (!IpPrefix.TryParse(text, out var prefix))
                return false;
            range = Of(prefix);
            return true;
        }

        if (!IpAddress.TryParse(text[..dash], out var first) || !IpAddress.TryParse(text[(dash + 1)..], out var last) || first.Family != last.Family || first > last)
            return false;
        range = new IpRange(first, last);
        return true;
    }

    /// <summary><c>first-last</c>.</summary>
    public override string ToString() => $"{First}-{Last}";

    private static int BitsOf(UInt128 value) => 128 - (int)UInt128.LeadingZeroCount(value);

    private static UInt128 SizeMinusOne(int hostBits) => hostBits == 128 ? UInt128.MaxValue : (UInt128.One << hostBits) - 1;
}
