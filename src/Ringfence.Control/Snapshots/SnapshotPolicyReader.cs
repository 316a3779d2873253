using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>Reads what a caller gives of snapshot policies; what cannot be read is a fault.</summary>
internal static class SnapshotPolicyReader
{
    private const int MaximumName = 60;
    private const int MaximumKeepDays = 365;
    private const int MaximumTimes = 100;

    private static readonly string[] TimeForms = ["H:mm", "H:mm:ss"];

    public static string Name(SnapshotPolicySpec spec, string path, Faults faults)
    {
        if (string.IsNullOrEmpty(spec.Name))
            faults.Add(RefusalKind.Missing, $"{path}.SnapshotPolicyName", "a snapshot policy has a name.");
        TextRules.Check(spec.Name ?? "", MaximumName, $"{path}.SnapshotPolicyName", faults);
        return spec.Name ?? "";
    }

    public static SnapshotTrigger Trigger(string? text, string path, Faults faults)
    {
        switch (text)
        {
            case "operate":
                return SnapshotTrigger.Operation;
            case "time":
                return SnapshotTrigger.Time;
            case null or "":
                faults.Add(RefusalKind.Missing, $"{path}.BackupType", "it must be operate or time.");
                break;
            default:
                faults.Add(RefusalKind.Malformed, $"{path}.BackupType", $"{Faults.Show(text)} is neither operate nor time.");
                break;
        }

        return default;
    }

    public static int KeepDays(long? days, string path, Faults faults)
    {
        if (days is null)
            faults.Add(RefusalKind.Missing, $"{path}.KeepTime", "how many days a snapshot is kept is required.");
        else if (days is < 1 or > MaximumKeepDays)
            faults.Add(RefusalKind.OutOfRange, $"{path}.KeepTime", $"{days} is not between 1 and {MaximumKeepDays} days.");
        return (int)Math.Clamp(days ?? 1, 1, MaximumKeepDays);
    }

    public static ImmutableArray<SnapshotTime> Times(ImmutableArray<SnapshotTimeSpec> specs, string path, Faults faults)
    {
        if (specs.Length > MaximumTimes)
        {
            faults.Add(RefusalKind.OutOfRange, $"{path}.BackupPolicies", $"at most {MaximumTimes} times are allowed, not {specs.Length}.");
            return [];
        }

        var times = ImmutableArray.CreateBuilder<SnapshotTime>(specs.Length);
        for (int i = 0; i < specs.Length; i++)
        {
            string here = $"{path}.BackupPolicies.{i}";
            var day = Day(specs[i].Day);
            if (day is null)
                faults.Add(RefusalKind.Malformed, $"{here}.BackupDay", $"{Faults.Show(specs[i].Day ?? "")} is none of monday to sunday.");
            if (!TimeOnly.TryParseExact(specs[i].Time, TimeForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
                faults.Add(RefusalKind.Malformed, $"{here}.BackupTime", $"{Faults.Show(specs[i].Time ?? "")} is not a time of the form HH:mm:ss.");
            else if (day is { } known && times.Any(other => other.Day == known && other.Time == time))
                faults.Add(RefusalKind.Duplicate, here, "this time is given twice.");
            else if (day is { } given)
                times.Add(new SnapshotTime(given, time, specs[i].Time!));
        }

        return times.DrainToImmutable();
    }

    /// <summary>A policy that takes snapshots at times needs one.</summary>
    public static void CheckTimes(SnapshotTrigger trigger, ImmutableArray<SnapshotTime> times, string path, Faults faults)
    {
        if (trigger == SnapshotTrigger.Time && times.IsEmpty)
            faults.Add(RefusalKind.Missing, $"{path}.BackupPolicies", "a policy of type time needs a time.");
    }

    private static DayOfWeek? Day(string? text) =>
        text is { Length: > 0 } && !char.IsAsciiDigit(text[0]) && Enum.TryParse<DayOfWeek>(text, ignoreCase: true, out var day) && Enum.IsDefined(day) ? day : null;
}
