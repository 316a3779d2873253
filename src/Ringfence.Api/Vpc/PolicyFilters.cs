using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Vpc;

/// <summary>The filters of DescribeSecurityGroupPolicies and DescribeSecurityGroupExpandedPolicies (doc 215/15804). "Fuzzy" means: is part of the text.</summary>
internal static class PolicyFilters
{
    private const string All = "ALL";

    /// <summary>
    /// <c>ALL</c> is every port, every action and every direction; as <c>protocol-type</c> it is the protocol of that name, as in a
    /// rule. Templates are those that the rule names, also where its expansion is shown.
    /// </summary>
    public static FilterTable<PolicyRow> Table { get; } = new FilterTable<PolicyRow>()
        .On("security-group-id", static (row, filter) => filter.IsId(row.Text.SecurityGroupId))
        .On("ip", static (row, filter) => IsPartOf(filter, row.Text.CidrBlock) || IsPartOf(filter, row.Text.Ipv6CidrBlock))
        .On("address-module", static (row, filter) => filter.IsId(row.Rule.Text.AddressTemplateId))
        .On("service-module", static (row, filter) => filter.IsId(row.Rule.Text.ServiceTemplateId))
        .OnWords("protocol-type", ["TCP", "UDP", "ICMP", "ICMPV6", "GRE", All], static (row, filter) => filter.IsWord(row.Text.Protocol))
        .On("port", static (row, filter) => filter.IsWord(All) || filter.IsPartOf(row.Text.Port))
        .OnWords("poly", [All, "ACCEPT", "DROP"],
            static (row, filter) => filter.IsWord(All) || filter.IsWord(SecurityGroupShape.Word(row.Rule.Rule.Action)))
        .OnWords("direction", [All, "INBOUND", "OUTBOUND"],
            static (row, filter) => filter.IsWord(All) || filter.IsWord(row.Direction == Direction.Ingress ? "INBOUND" : "OUTBOUND"))
        .On("description", static (row, filter) => filter.IsPartOf(row.Rule.Description));

    /// <summary>The filters of a request; what is wrong with them is noted.</summary>
    public static ImmutableArray<Filter> Read(ParameterReader parameters, Product product)
    {
        var filters = FilterReader.Read(parameters, product.Filters);
        Table.Check(parameters, filters, product.Filters);
        return filters;
    }

    private static bool IsPartOf(Filter filter, string peer) => peer.Length > 0 && filter.IsPartOf(peer);
}
