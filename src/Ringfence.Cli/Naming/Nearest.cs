namespace Ringfence.Cli.Naming;

/// <summary>What somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>
    /// The candidate with the fewest edits, ignoring case: a letter more, less, other, or two neighbours in the wrong order (optimal string alignment). Null when it
    /// would take more than a third of the text.
    /// </summary>
    public static string? To(string text, IEnumerable<string> candidates)
    {
        string wanted = text.ToLowerInvariant();
        var best = candidates.Select(candidate => (candidate, distance: Distance(wanted, candidate.ToLowerInvariant()))).DefaultIfEmpty().MinBy(found => found.distance);
        return best.candidate is not null && best.distance <= Math.Max(1, text.Length / 3) ? best.candidate : null;
    }

    private static int Distance(string a, string b)
    {
        int[] beforeLast = [];
        int[] last = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int[] row = new int[b.Length + 1];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                row[j] = Math.Min(last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1), Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last) = (last, row);
        }

        return last[b.Length];
    }
}
