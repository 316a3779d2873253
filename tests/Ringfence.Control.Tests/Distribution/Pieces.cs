using System.Globalization;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Distribution;

/// <summary>Documents as distribution sees them: only what matters to a host is a parameter.</summary>
internal static class Pieces
{
    public const string Vpc = "vpc-aaaaaaaa";
    public const string OtherVpc = "vpc-bbbbbbbb";

    private static readonly Scope Scope = new("100000000001", "ap-guangzhou");

    /// <summary>A group whose rules are given as peers: a prefix, or the id of a group.</summary>
    public static SecurityGroup Group(string id, string[] ingress, string[]? egress = null, string name = "") => new()
    {
        Id = id,
        Scope = Scope,
        ProjectId = "0",
        Name = name,
        Description = "",
        IsDefault = false,
        CreatedAt = default,
        UpdatedAt = default,
        PolicyVersion = 0,
        Ingress = [.. ingress.Select((peer, i) => Rule(i + 1, peer))],
        Egress = [.. (egress ?? []).Select((peer, i) => Rule(i + 1001, peer))],
        Tags = [],
    };

    public static NetworkInterface Interface(string id, string host, string vpc, string[] addresses, params string[] groups) => new()
    {
        Id = id,
        Scope = Scope,
        InstanceId = $"ins-{id[4..]}",
        Name = "",
        Description = "",
        IsPrimary = true,
        VpcId = vpc,
        Host = host,
        Device = $"tap{id[^4..]}",
        Role = InterfaceRole.Guest,
        Mac = null,
        PrivateAddresses = [.. addresses.Select(text => IpAddress.Parse(text)).Where(address => address.Family == AddressFamily.IPv4)],
        Ipv6Addresses = [.. addresses.Select(text => IpAddress.Parse(text)).Where(address => address.Family == AddressFamily.IPv6)],
        PublicAddresses = [IpAddress.Parse("198.51.100.1")],
        SourceCheck = true,
        SecurityGroupIds = [.. groups],
        CreatedAt = default,
    };

    private static GroupRule Rule(long id, string peer)
    {
        bool isGroup = peer.StartsWith("sg-", StringComparison.Ordinal);
        bool isV6 = peer.Contains(':', StringComparison.Ordinal);
        return new GroupRule
        {
            Rule = new SecurityRule(new RuleId(id), isGroup ? new GroupPeer(peer) : new PrefixPeer(IpPrefix.Parse(peer)), Service.Any, RuleAction.Accept),
            Text = new RuleText("ALL", "ALL", isGroup || isV6 ? "" : peer, isV6 ? peer : "", isGroup ? peer : ""),
            Description = id.ToString(CultureInfo.InvariantCulture),
            ModifiedAt = default,
        };
    }
}
