using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
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
internal sealed partial record PreviousTables(
    uint Generation, HookPriority? Priority, ImmutableSortedDictionary<string, DropCount> Counters, ImmutableDictionary<string, int> DeviceNumbers)
{
    private static readonly string[] Tables = [TableNames.Main.Inet, TableNames.Main.Bridge, TableNames.Main.Arp];

    /// <summary>Makes sure that what will be removed is ours.</summary>
    /// <exception cref="IOException">A table has our name but not our mark: it is somebody else's and stays as it is.</exception>
    public static void RefuseForeign(NftContext nft) => Texts(nft, NftOutput.Terse | NftOutput.Stateless);

    /// <summary>Reads the tables.</summary>
    /// <exception cref="IOException">As for <see cref="RefuseForeign"/>.</exception>
    public static PreviousTables Read(NftContext nft)
    {
        var texts = Texts(nft, NftOutput.Terse);
        string inet = texts.GetValueOrDefault(TableNames.Main.Inet, "");
        var (priority, mark) = (HookLine().Match(inet), MarkLine().Match(inet));
        return new PreviousTables(
            mark.Success ? FlowMark.Generation(uint.Parse(mark.Groups[1].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)) : 0,
            priority.Success ? HookPriority.FromFilter(int.Parse(priority.Groups[1].ValueSpan, CultureInfo.InvariantCulture)) : null,
            texts.Values.SelectMany(text => CounterBlock().Matches(text)).ToImmutableSortedDictionary(
                counter => counter.Groups[1].Value,
                counter => new DropCount(long.Parse(counter.Groups[2].ValueSpan, CultureInfo.InvariantCulture), long.Parse(counter.Groups[3].ValueSpan, CultureInfo.InvariantCulture)),
                StringComparer.Ordinal),
            texts.ContainsKey(TableNames.Main.Bridge) ? ReadDeviceNumbers(nft) : ImmutableDictionary<string, int>.Empty);
    }

    /// <summary>
    /// Those of our tables that are there, as text, each asked for once: libnftables reads every table of the namespace for each answer, one anonymous set at a time. Only the chains' names come cheaply, and
    /// names of protocols are looked up in a file, rule by rule, unless they are to be numbers.
    /// </summary>
    private static Dictionary<string, string> Texts(NftContext nft, NftOutput output)
    {
        string chains = nft.Query("list chains") ?? "";
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string table in Tables.Where(table => chains.Contains($"table {table} {{", StringComparison.Ordinal)))
        {
            if (nft.Query($"list table {table}", output | NftOutput.NumericPriority | NftOutput.NumericProtocols) is not { } text)
                continue;
            if (!text.Contains("comment \"ringfence ", StringComparison.Ordinal))
                throw new IOException($"There is a table '{table}' that Ringfence did not make. Rename or remove it.");
            texts.Add(table, text);
        }

        return texts;
    }

    /// <summary>The drop counters of our tables, by reason. Empty when there is no table.</summary>
    public static ImmutableSortedDictionary<string, DropCount> ReadCounters(NftContext nft)
    {
        var counters = ImmutableSortedDictionary.CreateBuilder<string, DropCount>(StringComparer.Ordinal);
        foreach (string table in Tables)
        {
            if (nft.Query($"list counters table {table}", NftOutput.Json) is not { Length: > 0 } json)
                continue;
            using var document = JsonDocument.Parse(json);
            foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                if (!item.TryGetProperty("counter", out var counter))
                    continue;
                counters[counter.GetProperty("name").GetString()!] =
                    new DropCount(counter.GetProperty("packets").GetInt64(), counter.GetProperty("bytes").GetInt64());
            }
        }

        return counters.ToImmutable();
    }

    private static ImmutableDictionary<string, int> ReadDeviceNumbers(NftContext nft)
    {
        string ports = nft.Query($"list map {TableNames.Main.Bridge} from_ports") ?? "";
        return PortElement().Matches(ports).ToImmutableDictionary(
            element => element.Groups[1].Value, element => int.Parse(element.Groups[2].ValueSpan, CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("\"([^\"]+)\" : goto b(\\d+)")]
    private static partial Regex PortElement();

    [GeneratedRegex(@"hook forward priority (-?\d+);")]
    private static partial Regex HookLine();

    [GeneratedRegex(@"chain commit \{[^}]*?ct mark set 0x([0-9a-f]+)")]
    private static partial Regex MarkLine();

    [GeneratedRegex(@"\n\tcounter (\w+) \{\s+packets (\d+) bytes (\d+)")]
    private static partial Regex CounterBlock();
}
