namespace Ringfence.Cli.Naming;

/// <summary>What somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The candidate with the fewest edits (Levenshtein), ignoring case; null when it would take more than a third of the text.</summary>
    public static string? To(string text, IEnumerable<string> candidates)
    {
        string wanted = text.ToLowerInvariant();
        var best = candidates.Select(candidate => (candidate, distance: Distance(wanted, candidate.ToLowerInvariant()))).DefaultIfEmpty().MinBy(found => found.distance);
        return best.candidate is not null && best.distance <= Math.Max(1, text.Length / 3) ? best.candidate : null;
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[b.Length];
    }
}
