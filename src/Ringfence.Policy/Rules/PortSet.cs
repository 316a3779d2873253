using System.Collections.Immutable;
using System.Globalization;

namespace Ringfence.Policy.Rules;

/// <summary>
/// A set of ports in canonical form: ranges ascending, neither overlapping nor adjacent. Two sets with the same ports are equal.
/// </summary>
public sealed class PortSet : IEquatable<PortSet>
{
    private PortSet(ImmutableArray<PortRange> ranges) => Ranges = ranges;

    /// <summary>0 to 65535.</summary>
    public static PortSet All { get; } = new([new PortRange(0, ushort.MaxValue)]);

    /// <summary>The canonical ranges.</summary>
    public ImmutableArray<PortRange> Ranges { get; }

    /// <summary>True when every port is in the set.</summary>
    public bool IsAll => Ranges.Length == 1 && Ranges[0] is { First: 0, Last: ushort.MaxValue };

    /// <summary>Sorts and merges ranges given in any order.</summary>
    /// <exception cref="ArgumentException">No range was given: a service without ports is not a service.</exception>
    public static PortSet Of(params ReadOnlySpan<PortRange> ranges)
    {
        if (ranges.IsEmpty)
            throw new ArgumentException("A port set has at least one range.", nameof(ranges));
        var sorted = ranges.ToArray();
        Array.Sort(sorted, (a, b) => a.First.CompareTo(b.First));
        var merged = ImmutableArray.CreateBuilder<PortRange>(sorted.Length);
        var current = sorted[0];
        foreach (var next in sorted.AsSpan(1))
        {
            if (next.First <= current.Last + 1)
            {
                current = new PortRange(current.First, Math.Max(current.Last, next.Last));
                continue;
            }

            merged.Add(current);
            current = next;
        }

        merged.Add(current);
        return new PortSet(merged.DrainToImmutable());
    }

    /// <summary>
    /// Reads the vendor's port text (doc 215/15807): <c>ALL</c> in any case, a port, a comma-separated list whose items are ports or ascending
    /// ranges. No spaces, no signs, 0 to 65535.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PortSet? ports)
    {
        ports = null;
        if (text.Equals("ALL", StringComparison.OrdinalIgnoreCase))
        {
            ports = All;
            return true;
        }

        var ranges = new List<PortRange>();
        foreach (var part in text.Split(','))
        {
            var item = text[part];
            int dash = item.IndexOf('-');
            if (!TryParsePort(dash < 0 ? item : item[..dash], out ushort first))
                return false;
            ushort last = first;
            if (dash >= 0 && (!TryParsePort(item[(dash + 1)..], out last) || last < first))
                return false;
            ranges.Add(new PortRange(first, last));
        }

        ports = Of([.. ranges]);
        return true;
    }

    /// <summary>True when the port is in the set. Allocates nothing.</summary>
    public bool Contains(ushort port)
    {
        foreach (var range in Ranges)
        {
            if (range.Contains(port))
                return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public bool Equals(PortSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PortSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (var range in Ranges)
            hash.Add(range);
        return hash.ToHashCode();
    }

    /// <summary><c>ALL</c> or the canonical list.</summary>
    public override string ToString() => IsAll ? "ALL" : string.Join(',', Ranges);

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && text.Length <= 5;
}
