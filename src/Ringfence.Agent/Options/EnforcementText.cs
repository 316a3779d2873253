using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Datapath;
using Ringfence.Policy.Evaluation;

namespace Ringfence.Agent.Options;

/// <summary>Reads the texts of options about enforcement, the same for the server and for the agent alone.</summary>
public static class EnforcementText
{
    /// <summary>The names of drivers.</summary>
    public const string Datapaths = "none, nftables, ebpf, ebpf-clsact, auto";

    /// <summary>The names of what passes without a rule.</summary>
    public static string Essentials { get; } =
        string.Join(", ", Enum.GetValues<LinkEssentials>().Where(kind => kind is not (LinkEssentials.None or LinkEssentials.All)));

    /// <summary>Reads the names of what shall pass without a rule; none means nothing.</summary>
    public static bool TryEssentials(IEnumerable<string> names, out LinkEssentials essentials)
    {
        essentials = LinkEssentials.None;
        foreach (string name in names)
        {
            if (!Enum.TryParse(name, out LinkEssentials kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(name[0]))
                return false;
            essentials |= kind;
        }

        return true;
    }

    /// <summary>Reads the name of a driver.</summary>
    public static bool TryDatapath(string? text, out DatapathChoice choice)
    {
        (choice, bool known) = text switch
        {
            "none" => (DatapathChoice.None, true),
            "nftables" => (DatapathChoice.Nftables, true),
            "ebpf" => (DatapathChoice.Ebpf, true),
            "ebpf-clsact" => (DatapathChoice.EbpfByClsact, true),
            "auto" => (DatapathChoice.Automatic, true),
            _ => (default, false),
        };
        return known;
    }

    /// <summary>What the room of the flow table must be, behind the name of the option.</summary>
    public const string FlowSlotsAre = "must be a power of two from 1024 to 4194304";

    /// <summary>The room of the flow table, as <see cref="EnforcementOptions.FlowSlots"/> takes it: a power of two from 1,024 to 4,194,304. Null when it is no such number.</summary>
    public static uint? FlowSlots(int? number) => number is >= 1 << 10 and <= 1 << 22 && int.IsPow2(number.Value) ? (uint)number.Value : null;

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    /// <summary>The two halves of <c>Name=N</c>. The number is null when there is none.</summary>
    public static (string Name, int? Number) Assignment(string text)
    {
        string[] parts = text.Split('=', 2, StringSplitOptions.TrimEntries);
        return (parts[0], parts.Length == 2 ? Number(parts[1]) : null);
    }

    /// <summary>Ports from <c>22,2222</c>; "" is no port. Null when a part is none.</summary>
    public static ImmutableArray<int>? Ports(string text)
    {
        var ports = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (Number(part) is not { } port || port is < 1 or > 65535)
                return null;
            ports.Add(port);
        }

        return ports.DrainToImmutable();
    }
}
