using System.Globalization;

namespace Ringfence.Cli.Output;

/// <summary>
/// Times of the vendor's VPC answers, local time without a zone, which is UTC+8 (docs/api.md). Tables show one zone only, that of every other time: UTC, with its <c>Z</c>.
/// </summary>
internal static class VendorTime
{
    private static readonly TimeSpan Offset = TimeSpan.FromHours(8);

    /// <summary><c>2026-01-05 09:00:00</c> as <c>2026-01-05T01:00:00Z</c>; a text of another form as it is.</summary>
    public static string Utc(string text) =>
        DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && local.Ticks >= Offset.Ticks
            ? (local - Offset).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)
            : text;
}
