using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>Ports from <c>22,2222</c>; "" is no port. Null when a part is none.</summary>
    public static ImmutableArray<int>? Ports(string text)
    {
        var ports = ImmutableArray.CreateBuilder<int>();
        foreach (string part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port is < 1 or > 65535)
                return null;
            ports.Add(port);
        }

        return ports.DrainToImmutable();
    }
}
