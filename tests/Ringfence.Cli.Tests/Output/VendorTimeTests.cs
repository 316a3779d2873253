using Ringfence.Cli.Output;

namespace Ringfence.Cli.Tests.Output;

public sealed class VendorTimeTests
{
    [Theory]
    [InlineData("2026-01-05 09:00:00", "2026-01-05T01:00:00Z")]
    [InlineData("2026-01-01 07:59:59", "2025-12-31T23:59:59Z")]
    [InlineData("0001-01-01 00:00:00", "0001-01-01 00:00:00")]
    [InlineData("2026-01-05T01:00:00Z", "2026-01-05T01:00:00Z")]
    [InlineData("", "")]
    public void The_vendors_local_time_is_shown_as_utc_and_anything_else_as_it_is(string vendor, string shown) => Assert.Equal(shown, VendorTime.Utc(vendor));
}
