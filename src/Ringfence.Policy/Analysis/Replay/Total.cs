namespace Ringfence.Policy.Analysis.Replay;

/// <summary>Sums of numbers that somebody else has written.</summary>
internal static class Total
{
    /// <summary>Adds a number that is not negative. A sum that is larger than any number stays the largest.</summary>
    public static void Add(ref long total, long more)
    {
        long sum = unchecked(total + more);
        total = sum < total ? long.MaxValue : sum;
    }
}
