namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Ranges of a number line, laid flat.</summary>
internal static class Spans
{
    /// <summary>The line from 0 in pieces that alternate between outside and inside; the first begins at 0.</summary>
    /// <param name="ranges">Ranges in any order, both ends included; they may overlap.</param>
    /// <param name="highest">The line's last point.</param>
    public static IEnumerable<(UInt128 First, bool Inside)> Of(IEnumerable<(UInt128 First, UInt128 Last)> ranges, UInt128 highest)
    {
        UInt128 next = 0; // the first point that nothing was said about
        bool inside = false, started = false;
        foreach (var (first, last) in ranges.Order())
        {
            if (started && last < next)
                continue;
            if (!started ? first > 0 : first > next)
            {
                yield return (next, false);
                inside = false;
            }

            if (!inside)
                yield return (UInt128.Max(first, next), true);
            (inside, started) = (true, true);
            if (last == highest)
                yield break;
            next = last + 1;
        }

        yield return (next, false);
    }
}
