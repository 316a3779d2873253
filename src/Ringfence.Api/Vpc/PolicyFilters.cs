using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Vpc;

/// <summary>A rule and the direction of its list.</summary>
internal readonly record struct DirectedRule(Direction Direction, GroupRule Rule);

/// <summary>The filters of DescribeSecurityGroupPolicies (doc 215/15804). "Fuzzy" means: is part of the text.</summary>
internal static class PolicyFilters
{
    private const string All = "ALL";

    /// <summary>
    /// <c>ALL</c> is every port, every action and every direction; as <c>protocol-type</c> it is the protocol of that name, as in a
    /// rule. Templates do not occur in rules yet.
    /// </summary>
    public static FilterTable<DirectedRule> Table { get; } = new FilterTable<DirectedRule>()
        .On("security-group-id", static (row, filter) => filter.IsId(row.Rule.Text.SecurityGroupId))
        .On("ip", static (row, filter) => IsPartOf(filter, row.Rule.Text.CidrBlock) || IsPartOf(filter, row.Rule.Text.Ipv6CidrBlock))
        .Nothing("address-module", "service-module")
        .OnWords("protocol-type", ["TCP", "UDP", "ICMP", "ICMPV6", "GRE", All], static (row, filter) => filter.IsWord(row.Rule.Text.Protocol))
        .On("port", static (row, filter) => filter.IsWord(All) || filter.IsPartOf(row.Rule.Text.Port))
        .OnWords("poly", [All, "ACCEPT", "DROP"],
            static (row, filter) => filter.IsWord(All) || filter.IsWord(SecurityGroupShape.Word(row.Rule.Rule.Action)))
        .OnWords("direction", [All, "INBOUND", "OUTBOUND"],
            static (row, filter) => filter.IsWord(All) || filter.IsWord(row.Direction == Direction.Ingress ? "INBOUND" : "OUTBOUND"))
        .On("description", static (row, filter) => filter.IsPartOf(row.Rule.Description));

    private static bool IsPartOf(Filter filter, string peer) => peer.Length > 0 && filter.IsPartOf(peer);
}
