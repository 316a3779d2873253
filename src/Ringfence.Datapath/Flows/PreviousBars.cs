using System.Buffers.Binary;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Conntrack;
using Ringfence.Linux.Nftables;

namespace Ringfence.Datapath.Flows;

/// <summary>The bars of cut flows that are in the kernel: a new life of the tables goes on with them.</summary>
internal static class PreviousBars
{
    /// <summary>
    /// Reads the bars. What the kernel does not keep is taken to be the plainest: that the first packet went the other way, untranslated, and that both
    /// sides had accepted it.
    /// </summary>
    /// <exception cref="IOException">The kernel would not tell.</exception>
    public static List<CutFlow> Read(NftTables kernel, TimeProvider time) =>
    [
        .. Elements(kernel, "cut_v4").Select(element => Parse(element, isIPv6: false, time)),
        .. Elements(kernel, "cut_v6").Select(element => Parse(element, isIPv6: true, time)),
    ];

    /// <summary>Each bar has an end: what has none was put there by somebody else.</summary>
    private static IEnumerable<NftElement> Elements(NftTables kernel, string set) =>
        kernel.Elements(NetfilterFamily.Inet, TableNames.Main.Table, set).Where(element => element.Left is not null);

    /// <summary>The key: source and destination address, protocol, source and destination port.</summary>
    private static CutFlow Parse(NftElement element, bool isIPv6, TimeProvider time)
    {
        int address = isIPv6 ? 16 : 4;
        ReadOnlySpan<byte> key = element.Key, rest = key[(2 * address)..];
        UInt128 source = Address(key[..address]), destination = Address(key[address..(2 * address)]);
        byte protocol = rest[0];
        ushort sourcePort = BinaryPrimitives.ReadUInt16BigEndian(rest[4..]), destinationPort = BinaryPrimitives.ReadUInt16BigEndian(rest[8..]);
        return new CutFlow(
            new ConntrackTuple(isIPv6, destination, source, protocol, destinationPort, sourcePort),
            new ConntrackTuple(isIPv6, source, destination, protocol, sourcePort, destinationPort),
            FlowMark.BothAccepted,
            time.GetTimestamp() + (long)(element.Left!.Value.TotalSeconds * time.TimestampFrequency));
    }

    private static UInt128 Address(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 4 ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt128BigEndian(bytes);
}
