using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Vpc;

/// <summary>The filters of DescribeNetworkInterfaces (doc 215/15817).</summary>
internal static class InterfaceFilters
{
    private static readonly string[] Booleans = ["TRUE", "FALSE"];

    /// <summary>Subnets, tags of interfaces, QoS and protection flags are not kept here and match nothing.</summary>
    public static FilterTable<InterfaceRow> Table { get; } = new FilterTable<InterfaceRow>()
        .On("network-interface-id", static (row, filter) => filter.IsId(row.Interface.Id))
        .On("attachment.instance-id", static (row, filter) => filter.IsId(row.Interface.InstanceId))
        .On("groups.security-group-id", static (row, filter) => row.Interface.SecurityGroupIds.Any(filter.IsId))
        .On("vpc-id", static (row, filter) => filter.IsId(row.Interface.VpcId))
        .On("network-interface-name", static (row, filter) => filter.Is(row.Interface.Name))
        .On("network-interface-description", static (row, filter) => filter.Is(row.Interface.Description))
        .On("address-ip", static (row, filter, all) => HasAddress(row.Interface, filter, all))
        .OnWords("ip-exact-match", Booleans, static (_, _) => true)
        .On("address-ipv6", static (row, filter) => AddressFilter.HasAny(filter, row.Interface.Ipv6Addresses))
        .On("public-address-ip", static (row, filter) => AddressFilter.HasAny(filter, row.Interface.PublicAddresses))
        .OnWords("address-type", ["GUA", "ULA"],
            static (row, filter) => row.Interface.Ipv6Addresses.Any(
                address => NetworkInterfaceShape.AddressType(address) is { } type && filter.IsWord(type)))
        .OnWords("is-primary", Booleans, static (row, filter) => filter.IsWord(row.Interface.IsPrimary ? "TRUE" : "FALSE"))
        .OnWords("eni-type", ["0", "1", "2"], static (row, filter) => filter.IsWord(row.Interface.IsPrimary ? "1" : "0"))
        .Nothing("subnet-id", "eni-qos", "termination-protection", "traffic-protection", "tag-key");

    /// <summary>One value is a beginning of an address unless <c>ip-exact-match</c> says otherwise; several are whole addresses.</summary>
    private static bool HasAddress(NetworkInterface nic, Filter filter, ImmutableArray<Filter> all)
    {
        if (filter.Values.Length != 1 || IsExact(all))
            return AddressFilter.HasAny(filter, nic.PrivateAddresses);
        var beginning = filter.Values[0].AsSpan().Trim();
        foreach (var address in nic.PrivateAddresses)
        {
            if (address.ToString().AsSpan().StartsWith(beginning, StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static bool IsExact(ImmutableArray<Filter> all) =>
        all.FirstOrDefault(filter => filter.Name == "ip-exact-match") is { Values: [var first, ..] }
        && first.Trim().Equals("TRUE", StringComparison.OrdinalIgnoreCase);
}
