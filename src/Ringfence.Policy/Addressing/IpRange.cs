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

    /// <summary><c>first-last</c>.</summary>
    public override string ToString() => $"{First}-{Last}";
}
