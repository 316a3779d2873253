using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Exposure;

/// <summary>What lies outside: addresses that packets from the Internet can have.</summary>
public static class Outside
{
    /// <summary>Special-purpose blocks that are not reached over the Internet (RFC 6890 and the IANA registries; RFC 1918, 4193, 6598).</summary>
    public static ImmutableArray<IpPrefix> Inside { get; } =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15",
            "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/3",
            "::/8", "100::/64", "2001:db8::/32", "fc00::/7", "fe80::/10", "ff00::/8",
        }.Select(text => IpPrefix.Parse(text)),
    ];

    private static readonly AddressRanges InsideRanges = AddressRanges.Of(Inside.Select(IpRange.Of));

    /// <summary>Every packet whose far address lies outside.</summary>
    public static PacketSet Packets { get; } = PacketSet.All.Except(PacketSet.Of(InsideRanges, ServiceSet.Of(Service.Any)));

    /// <summary>True when somebody on the Internet can have the address. Allocates nothing.</summary>
    public static bool Contains(IpAddress address) => !InsideRanges.Contains(address);
}
