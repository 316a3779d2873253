using System.Globalization;

namespace Ringfence.Api.Mapping;

/// <summary>Times as text. VPC writes local time without a zone, UTC+8 where the vendor is (reference H-16); CVM writes ISO 8601 UTC.</summary>
/// <param name="VpcOffset">What VPC's local time is ahead of UTC.</param>
internal sealed record WireClock(TimeSpan VpcOffset)
{
    /// <summary><c>2026-01-05 09:00:00</c></summary>
    public string Vpc(DateTimeOffset time) => time.ToOffset(VpcOffset).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>The time that VPC's local time means; null at the ends of the calendar.</summary>
    public DateTimeOffset? FromVpc(DateTime local)
    {
        long ticks = local.Ticks - VpcOffset.Ticks;
        return ticks >= DateTime.MinValue.Ticks && ticks <= DateTime.MaxValue.Ticks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
    }

    /// <summary><c>2026-01-05T01:00:00Z</c></summary>
    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);

    /// <summary><c>2026-01-05T01:00:00.123Z</c></summary>
    public static string IsoMilliseconds(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
