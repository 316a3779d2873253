using System.Globalization;

namespace Ringfence.Cli.Analysis;

/// <summary>Long lists in a cell of a table.</summary>
internal static class Few
{
    /// <summary>What is shown, and how many there are besides.</summary>
    /// <param name="shown">The first ones.</param>
    /// <param name="count">How many there are, those included.</param>
    public static string Of(IReadOnlyCollection<string> shown, int count) =>
        string.Join(", ", shown) + (count > shown.Count ? string.Create(CultureInfo.InvariantCulture, $" and {count - shown.Count} more") : "");
}
