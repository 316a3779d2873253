using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Cvm;

/// <summary>The filters of DescribeInstances (doc 213/15728). Addresses and network are the primary interface's.</summary>
internal static class InstanceFilters
{
    /// <summary>Dedicated clusters, subnets, UUIDs, charging and tags of instances are not kept here and match nothing.</summary>
    public static FilterTable<InstanceRow> Table { get; } = new FilterTable<InstanceRow>()
        .On("instance-id", static (row, filter) => filter.IsId(row.Instance.Id))
        .On("security-group-id", static (row, filter) => row.Primary is { } nic && nic.SecurityGroupIds.Any(filter.IsId))
        .On("instance-name", static (row, filter) => filter.Is(row.Instance.Name))
        .On("project-id", static (row, filter) => filter.IsWord(row.Instance.ProjectId))
        .On("zone", static (row, filter) => filter.IsWord(InterfaceRow.Zone(row.Instance.Scope)))
        .On("host-id", static (row, filter) => filter.Is(row.Instance.Host))
        .On("vpc-id", static (row, filter) => row.Primary is { } nic && filter.IsId(nic.VpcId))
        .On("instance-state", static (_, filter) => filter.IsWord("RUNNING"))
        .On("private-ip-address", static (row, filter) => row.Primary is { } nic && AddressFilter.HasAny(filter, nic.PrivateAddresses))
        .On("public-ip-address", static (row, filter) => row.Primary is { } nic && AddressFilter.HasAny(filter, nic.PublicAddresses))
        .On("ipv6-address", static (row, filter) => row.Primary is { } nic && AddressFilter.HasAny(filter, nic.Ipv6Addresses))
        .On("creation-start-time", static (row, filter) => filter.Values.Any(value => TryTime(value, out var time) && row.Instance.CreatedAt >= time))
        .On("creation-end-time", static (row, filter) => filter.Values.Any(value => TryTime(value, out var time) && row.Instance.CreatedAt <= time))
        .Nothing("dedicated-cluster-id", "subnet-id", "uuid", "instance-charge-type", "tag-key", "tag-value");

    /// <summary>CVM looks at the values of its filters: ids of their form, groups that exist, times that are times.</summary>
    public static void CheckIds(ParameterReader parameters, ImmutableArray<Filter> filters, World world, Scope scope, Product product)
    {
        foreach (var filter in filters)
        {
            foreach (string value in filter.Values)
            {
                if (filter.Name == "instance-id" && !IdForm.IsWellFormed(IdKind.CvmInstance, value.AsSpan().Trim()))
                    parameters.Fault(product.MalformedInstance, $"The filter `instance-id` has the value {Quote(value)}, which is not the form of such an id.");
                else if (filter.Name == "security-group-id")
                    CheckGroup(parameters, value.Trim(), world, scope, product);
                else if (filter.Name is "creation-start-time" or "creation-end-time" && !TryTime(value, out _))
                    parameters.Fault(product.Filters.BadValue, $"The filter `{filter.Name}` has the value {Quote(value)}, which is not a time.");
            }
        }
    }

    private static void CheckGroup(ParameterReader parameters, string id, World world, Scope scope, Product product)
    {
        if (!IdForm.IsWellFormed(IdKind.SecurityGroup, id))
            parameters.Fault(product.MalformedGroup, $"The filter `security-group-id` has the value {Quote(id)}, which is not the form of such an id.");
        else if (!world.TryGetGroup(scope, id, out _))
            parameters.Fault(product.NotFound(IdKind.SecurityGroup), $"The filter `security-group-id` names {id}, which does not exist.");
    }

    private static string Quote(string value) => ParameterReaderExtensions.Quote(value);

    private static bool TryTime(string text, out DateTimeOffset time) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out time);
}
