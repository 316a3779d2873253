using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The drop counters under the names that people read: <c>drop_source_mac</c>.</summary>
internal static partial class DropNames
{
    private const int FirstNoDrop = 32;

    /// <summary>All that are not zero; none without a driver.</summary>
    public static ImmutableSortedDictionary<string, DropCount> Read(EbpfDriver? driver)
    {
        var counts = ImmutableSortedDictionary.CreateBuilder<string, DropCount>(StringComparer.Ordinal);
        if (driver is null)
            return counts.ToImmutable();
        foreach (var (reason, count) in EbpfCounters.Reasons(driver.Program))
        {
            if (reason is not EbpfReason.Pass && (int)reason < FirstNoDrop)
                counts["drop" + Capital().Replace(reason.ToString(), match => "_" + match.Value.ToLowerInvariant())] = count;
        }

        if (driver.GuardDrops is { Packets: > 0 } guarded)
            counts["drop_not_attached"] = guarded;
        return counts.ToImmutable();
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
