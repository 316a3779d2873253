using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Nftables;

/// <summary>What a previous life left in the kernel, as far as the next one must know it.</summary>
/// <param name="Generation">Its generation; 0 when there is none.</param>
/// <param name="Priority">Its place in the hooks.</param>
/// <param name="Counters">Its drop counters.</param>
/// <param name="DeviceNumbers">
/// The number of each guest's device. Packets on their way through a bridge carry them in their mark from hook to hook: to the next life they must mean the
/// same devices.
/// </param>
internal sealed record PreviousTables(
    uint Generation, HookPriority? Priority, ImmutableSortedDictionary<string, DropCount> Counters, ImmutableDictionary<string, int> DeviceNumbers)
{
    private static readonly (byte Family, string Name)[] Tables =
        [(NetfilterFamily.Inet, TableNames.Main.Inet), (NetfilterFamily.Bridge, TableNames.Main.Bridge), (NetfilterFamily.Arp, TableNames.Main.Arp)];

    /// <summary>Whether any of our tables is there.</summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static bool Exist(NftTables kernel) => Array.Exists(Tables, table => kernel.Comment(table.Family, TableNames.Main.Table) is not null);

    /// <summary>Makes sure that what will be removed is ours.</summary>
    /// <exception cref="IOException">A table has our name but not our mark: it is somebody else's and stays as it is. Or the kernel would not tell.</exception>
    public static void RefuseForeign(NftTables kernel)
    {
        foreach (var (family, name) in Tables)
        {
            if (kernel.Comment(family, TableNames.Main.Table)?.StartsWith("ringfence ", StringComparison.Ordinal) == false)
                throw new IOException($"There is a table '{name}' that Ringfence did not make. Rename or remove it.");
        }
    }

    /// <summary>Reads the tables.</summary>
    /// <exception cref="IOException">As for <see cref="RefuseForeign"/>.</exception>
    public static PreviousTables Read(NftTables kernel)
    {
        RefuseForeign(kernel);
        var marks = kernel.ConnectionMarks(NetfilterFamily.Inet, TableNames.Main.Table, "commit");
        return new PreviousTables(
            marks.Count > 0 ? FlowMark.Generation(marks[0]) : 0,
            kernel.Priority(NetfilterFamily.Inet, TableNames.Main.Table, "forward") is { } priority ? HookPriority.FromFilter(priority) : null,
            ReadCounters(kernel),
            ReadDeviceNumbers(kernel));
    }

    /// <summary>The drop counters of our tables, by reason. Empty when there is no table.</summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static ImmutableSortedDictionary<string, DropCount> ReadCounters(NftTables kernel) => Tables
        .SelectMany(table => kernel.Counters(table.Family, TableNames.Main.Table))
        .ToImmutableSortedDictionary(counter => counter.Name, counter => new DropCount(counter.Packets, counter.Bytes), StringComparer.Ordinal);

    /// <summary>By the map from a port's name to the chain that marks what comes from it: b and the number.</summary>
    private static ImmutableDictionary<string, int> ReadDeviceNumbers(NftTables kernel)
    {
        var numbers = ImmutableDictionary.CreateBuilder<string, int>();
        foreach (var element in kernel.Elements(NetfilterFamily.Bridge, TableNames.Main.Table, "from_ports"))
        {
            if (element.Chain.StartsWith('b') && int.TryParse(element.Chain.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                numbers[Encoding.UTF8.GetString(element.Key.AsSpan().TrimEnd((byte)0))] = number;
        }

        return numbers.ToImmutable();
    }
}
