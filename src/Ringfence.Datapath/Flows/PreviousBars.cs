using System.Text.Json;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Nftables;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Flows;

/// <summary>The bars of cut flows that are in the kernel: a new life of the tables goes on with them.</summary>
internal static class PreviousBars
{
    /// <summary>
    /// Reads the bars. What the kernel does not keep is taken to be the plainest: that the first packet went the other way, untranslated, and that both
    /// sides had accepted it.
    /// </summary>
    public static List<CutFlow> Read(NftContext nft, TimeProvider time)
    {
        var flows = new List<CutFlow>();
        foreach (string set in (ReadOnlySpan<string>)["cut_v4", "cut_v6"])
        {
            if (nft.Query($"list set {TableNames.Main.Inet} {set}", NftOutput.Json | NftOutput.NumericSymbols) is not { Length: > 0 } json)
                continue;
            using var document = JsonDocument.Parse(json);
            foreach (var item in document.RootElement.GetProperty("nftables").EnumerateArray())
            {
                if (!item.TryGetProperty("set", out var content) || !content.TryGetProperty("elem", out var elements))
                    continue;
                foreach (var element in elements.EnumerateArray())
                    flows.Add(Parse(element.GetProperty("elem"), time));
            }
        }

        return flows;
    }

    private static CutFlow Parse(JsonElement element, TimeProvider time)
    {
        var key = element.GetProperty("val").GetProperty("concat");
        IpAddress source = IpAddress.Parse(key[0].GetString()), destination = IpAddress.Parse(key[1].GetString());
        byte protocol = key[2].GetByte();
        ushort sourcePort = key[3].GetUInt16(), destinationPort = key[4].GetUInt16();
        bool isIPv6 = source.Family == AddressFamily.IPv6;
        return new CutFlow(
            new ConntrackTuple(isIPv6, destination.Value, source.Value, protocol, destinationPort, sourcePort),
            new ConntrackTuple(isIPv6, source.Value, destination.Value, protocol, sourcePort, destinationPort),
            FlowMark.BothAccepted,
            time.GetTimestamp() + (element.GetProperty("expires").GetInt64() * time.TimestampFrequency));
    }
}
