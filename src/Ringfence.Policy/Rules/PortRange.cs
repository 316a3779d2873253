using System.Globalization;

namespace Ringfence.Policy.Rules;

/// <summary>Ports from <see cref="First"/> to <see cref="Last"/>, both included.</summary>
public readonly record struct PortRange
{
    /// <summary>Makes a range.</summary>
    /// <exception cref="ArgumentException">The range is reversed.</exception>
    public PortRange(ushort first, ushort last)
    {
        if (first > last)
            throw new ArgumentException("A port range goes upward.", nameof(last));
        First = first;
        Last = last;
    }

    /// <summary>The lowest port.</summary>
    public ushort First { get; }

    /// <summary>The highest port.</summary>
    public ushort Last { get; }

    /// <summary>True when the port lies between the ends.</summary>
    public bool Contains(ushort port) => port >= First && port <= Last;

    /// <summary><c>80</c> or <c>80-90</c>.</summary>
    public override string ToString() => First == Last
        ? First.ToString(CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
