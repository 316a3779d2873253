using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;

namespace Ringfence.Api.Clb;

/// <summary>The order of a list of load balancers: by what is asked, down unless asked otherwise, ties by id.</summary>
internal sealed class LoadBalancerOrder(string field, bool ascending) : IComparer<InstanceRow>
{
    private static readonly string[] Fields = ["CreateTime", "LoadBalancerName", "LoadBalancerType", "Domain"];

    /// <summary>Reads <c>OrderBy</c> (CreateTime when absent) and <c>OrderType</c> (1 down, 0 up).</summary>
    public static LoadBalancerOrder Read(ParameterReader parameters)
    {
        string? field = parameters.String("OrderBy")?.Trim();
        if (!string.IsNullOrEmpty(field) && !Fields.Contains(field))
            parameters.Fault("InvalidParameterValue", $"`OrderBy` is {ParameterReaderExtensions.Quote(field)}; it can be {string.Join(", ", Fields)}.");
        return new LoadBalancerOrder(string.IsNullOrEmpty(field) ? Fields[0] : field, parameters.Number("OrderType", 0, 1, 1) == 0);
    }

    /// <inheritdoc/>
    public int Compare(InstanceRow x, InstanceRow y)
    {
        int order = field switch
        {
            "LoadBalancerName" => string.CompareOrdinal(x.Instance.Name, y.Instance.Name),
            "LoadBalancerType" => string.CompareOrdinal(LoadBalancerShape.Type(x), LoadBalancerShape.Type(y)),
            "CreateTime" => x.Instance.CreatedAt.CompareTo(y.Instance.CreatedAt),

            // No load balancer has a domain name here.
            _ => 0,
        };
        if (order != 0)
            return ascending ? order : -order;
        return string.CompareOrdinal(x.Instance.Id, y.Instance.Id);
    }
}
