using System.Globalization;
using Ringfence.Api.Actions;

namespace Ringfence.Api.Mapping;

/// <summary>Reads times: ISO 8601 with a zone, or the vendor's local time without one.</summary>
internal static class TimeParameter
{
    private static readonly string[] Zoned = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    /// <summary>A time, or null when absent or "".</summary>
    public static DateTimeOffset? Time(this ParameterReader parameters, string name, WireClock clock)
    {
        string? text = parameters.String(name)?.Trim();
        if (string.IsNullOrEmpty(text))
            return null;
        if (text[^1] is 'Z' or 'z' || text.LastIndexOfAny(['+', '-']) > "yyyy-MM-dd".Length)
        {
            if (DateTimeOffset.TryParseExact(text, Zoned, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var zoned))
                return zoned;
        }
        else if (DateTime.TryParseExact(text, "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && clock.FromVpc(local) is { } time)
        {
            return time;
        }

        parameters.Fault("InvalidParameterValue", $"`{name}` is {ParameterReaderExtensions.Quote(text)}; it must be like `2026-01-05T01:00:00Z`, or `2026-01-05 09:00:00` in UTC+8.");
        return null;
    }
}
