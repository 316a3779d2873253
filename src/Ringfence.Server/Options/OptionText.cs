using System.Collections.Immutable;
using System.Globalization;

namespace Ringfence.Server.Options;

/// <summary>Reads the texts of options.</summary>
internal static class OptionText
{
    public const string Datapaths = "none, nftables, auto";

    public static bool TryDatapath(string? text, out DatapathChoice choice)
    {
        (choice, bool known) = text switch
        {
            "none" => (DatapathChoice.None, true),
            "nftables" => (DatapathChoice.Nftables, true),
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
