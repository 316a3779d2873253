using System.Collections.Immutable;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Clb;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Clb;

/// <summary>A load balancer as CLB's answers show it (reference D.7).</summary>
internal static class LoadBalancerShape
{
    /// <summary>Open to the Internet.</summary>
    public const string Open = "OPEN";

    /// <summary>For the inside only.</summary>
    public const string Internal = "INTERNAL";

    /// <summary><see cref="Open"/> when a public address is registered, else <see cref="Internal"/>.</summary>
    public static string Type(InstanceRow row) => row.Primary is { PublicAddresses.IsEmpty: false } ? Open : Internal;

    /// <summary>Addresses of a family: the public ones of an open load balancer, the private ones of an internal one.</summary>
    public static ImmutableArray<string> Addresses(InstanceRow row, AddressFamily family)
    {
        if (row.Primary is not { } nic)
            return [];
        var addresses = Type(row) == Open ? nic.PublicAddresses : [.. nic.MemberAddresses];
        return [.. addresses.Where(address => address.Family == family).Select(address => address.ToString())];
    }

    /// <summary>A load balancer.</summary>
    public static LoadBalancer ToWire(InstanceRow row, WireClock clock)
    {
        var v4 = Addresses(row, AddressFamily.IPv4);
        var v6 = Addresses(row, AddressFamily.IPv6);
        string created = clock.Vpc(row.Instance.CreatedAt);
        return new LoadBalancer
        {
            LoadBalancerId = row.Instance.Id,
            LoadBalancerName = row.Instance.Name,
            LoadBalancerType = Type(row),
            Forward = 1,
            Domain = "",
            LoadBalancerDomain = "",
            LoadBalancerVips = v4,
            AddressIPv6 = v6.IsEmpty ? null : v6[0],
            AddressIPVersion = v4.IsEmpty && !v6.IsEmpty ? "ipv6" : "ipv4",
            Status = 1,
            CreateTime = created,
            StatusTime = created,
            ProjectId = ProjectNumber.Of(row.Instance.ProjectId),
            VpcId = row.Primary?.VpcId ?? "",
            SubnetId = "",
            Tags = [],
            SecureGroups = row.Primary?.SecurityGroupIds ?? [],
            LoadBalancerPassToTarget = false,
            Isolation = 0,
        };
    }
}
