using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>When the times of a week are.</summary>
public static class SnapshotCalendar
{
    private const int DaysOfWeek = 7;

    /// <summary>The first time after a moment; null when there is no time.</summary>
    /// <param name="times">Times of the week, in local time.</param>
    /// <param name="moment">The moment.</param>
    /// <param name="localTime">What local time is ahead of UTC.</param>
    public static DateTimeOffset? NextAfter(ImmutableArray<SnapshotTime> times, DateTimeOffset moment, TimeSpan localTime) =>
        times.IsEmpty ? null : times.Min(time => NextAfter(time, moment, localTime));

    /// <summary>The last time at or before a moment; null when there is no time.</summary>
    public static DateTimeOffset? LastUntil(ImmutableArray<SnapshotTime> times, DateTimeOffset moment, TimeSpan localTime) =>
        times.IsEmpty ? null : times.Max(time => NextAfter(time, moment, localTime).AddDays(-DaysOfWeek));

    private static DateTimeOffset NextAfter(SnapshotTime time, DateTimeOffset moment, TimeSpan localTime)
    {
        var local = moment.ToOffset(localTime);
        int days = ((int)time.Day - (int)local.DayOfWeek + DaysOfWeek) % DaysOfWeek;
        var next = new DateTimeOffset(local.Date.AddDays(days) + time.Time.ToTimeSpan(), localTime);
        return next > moment ? next : next.AddDays(DaysOfWeek);
    }
}
