using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Clb;

/// <summary>
/// What DescribeLoadBalancers is asked for (doc 214/30685). Every condition that is given holds. Conditions on what is not kept here, such as the instances behind a load
/// balancer, hold for none.
/// </summary>
internal sealed class LoadBalancerQuery
{
    private static readonly FilterTable<InstanceRow> Filters = new FilterTable<InstanceRow>()
        .Nothing("charge-type", "internet-charge-type", "master-zone-id", "tag-key", "function-name", "vip-isp", "sla-type", "exclusive");

    private readonly List<Func<InstanceRow, bool>> _conditions = [];

    private LoadBalancerQuery(ImmutableArray<string> ids, Paging paging, LoadBalancerOrder order)
    {
        Ids = ids;
        Paging = paging;
        Order = order;
    }

    /// <summary>The load balancers that are named, each once; all when empty.</summary>
    public ImmutableArray<string> Ids { get; }

    /// <summary>The page.</summary>
    public Paging Paging { get; }

    /// <summary>The order.</summary>
    public LoadBalancerOrder Order { get; }

    /// <summary>Reads it.</summary>
    public static LoadBalancerQuery Read(ParameterReader parameters, Product product)
    {
        var ids = parameters.Ids("LoadBalancerIds", IdKind.LoadBalancer, product) ?? [];
        var query = new LoadBalancerQuery([.. ids.Distinct(StringComparer.Ordinal)], Paging.Read(parameters), LoadBalancerOrder.Read(parameters));
        query.ReadTexts(parameters);
        query.ReadNumbers(parameters);
        query.ReadUnknowable(parameters);
        var filters = FilterReader.Read(parameters, product.Filters);
        Filters.Check(parameters, filters, product.Filters);
        if (!filters.IsEmpty)
            query._conditions.Add(row => Filters.Matches(row, filters));
        return query;
    }

    /// <summary>Whether a load balancer is asked for.</summary>
    public bool Matches(InstanceRow row) => row.Instance.Type == InstanceType.Clb && _conditions.TrueForAll(condition => condition(row));

    private void ReadTexts(ParameterReader parameters)
    {
        OnText(parameters, "LoadBalancerType", (row, type) => LoadBalancerShape.Type(row) == type);
        OnText(parameters, "LoadBalancerName", (row, name) => row.Instance.Name == name);
        OnText(parameters, "VpcId", (row, vpc) => row.Primary?.VpcId == vpc);
        OnText(parameters, "SecurityGroup", (row, group) => row.Primary is { } nic && nic.SecurityGroupIds.Contains(group));
        OnText(parameters, "MasterZone", (row, zone) => InterfaceRow.Zone(row.Instance.Scope) == zone);
        OnText(parameters, "SearchKey", (row, key) => row.Instance.Id.Contains(key, StringComparison.OrdinalIgnoreCase)
            || row.Instance.Name.Contains(key, StringComparison.OrdinalIgnoreCase)
            || LoadBalancerShape.Addresses(row, AddressFamily.IPv4).Contains(key)
            || LoadBalancerShape.Addresses(row, AddressFamily.IPv6).Contains(key));
        if (parameters.Strings("LoadBalancerVips") is { IsEmpty: false } vips)
        {
            _conditions.Add(row => vips.Any(vip =>
                LoadBalancerShape.Addresses(row, AddressFamily.IPv4).Contains(vip) || LoadBalancerShape.Addresses(row, AddressFamily.IPv6).Contains(vip)));
        }
    }

    private void ReadNumbers(ParameterReader parameters)
    {
        if (parameters.Integer("ProjectId") is { } project)
            _conditions.Add(row => row.Instance.ProjectId == project.ToString(CultureInfo.InvariantCulture));

        // 0 asks for the vendor's classic kind alone.
        if (parameters.Integer("Forward") is 0)
            _conditions.Add(static _ => false);

        // 1 asks for those that have instances behind them.
        if (parameters.Integer("WithRs") is 1)
            _conditions.Add(static _ => false);
    }

    private void ReadUnknowable(ParameterReader parameters)
    {
        OnText(parameters, "Domain", static (_, _) => false);
        foreach (string name in (ReadOnlySpan<string>)["BackendPublicIps", "BackendPrivateIps"])
        {
            if (parameters.Strings(name) is { IsEmpty: false })
                _conditions.Add(static _ => false);
        }

        parameters.Unsupported("AdditionalFields");
    }

    private void OnText(ParameterReader parameters, string name, Func<InstanceRow, string, bool> condition)
    {
        if (parameters.String(name)?.Trim() is { Length: > 0 } text)
            _conditions.Add(row => condition(row, text));
    }
}
