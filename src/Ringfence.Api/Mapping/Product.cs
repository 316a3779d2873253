using Ringfence.Control.Commands;

namespace Ringfence.Api.Mapping;

/// <summary>One service version, and what its errors are called.</summary>
/// <param name="Service">The service's name.</param>
/// <param name="Version">The service's version.</param>
/// <param name="CodeOf">The code of a refused command.</param>
/// <param name="MalformedGroup">The code of a group id that is not of its form.</param>
/// <param name="MalformedInstance">The code of an instance id that is not of its form.</param>
/// <param name="MaxIds">The most ids that one parameter may hold (reference B.1).</param>
/// <param name="Filters">What faults of filters are called.</param>
internal sealed record Product(
    string Service, string Version, Func<RefusalKind, string> CodeOf, string MalformedGroup, string MalformedInstance, int MaxIds, FilterCodes Filters)
{
    /// <summary>Virtual private cloud: groups, rules, interfaces.</summary>
    public static Product Vpc { get; } = new(
        "vpc", "2017-03-12", RefusalCodes.Vpc, "InvalidParameterValue.Malformed", "InvalidParameterValue.Malformed", 100,
        new FilterCodes("InvalidParameter.FilterInvalidKey", "InvalidParameter.FilterNotDict", "InvalidParameter.FilterValuesNotList",
            "InvalidParameterValue.LimitExceeded", "InvalidParameterValue", 10, 100));

    /// <summary>Virtual machines.</summary>
    public static Product Cvm { get; } = new(
        "cvm", "2017-03-12", RefusalCodes.Cvm, "InvalidSgId.Malformed", "InvalidInstanceId.Malformed", 100,
        new FilterCodes("InvalidFilter", "InvalidParameter", "InvalidParameter", "InvalidFilterValue.LimitExceeded", "InvalidParameterValue", 10, 5));

    /// <summary>Load balancers. Its lists of load balancers hold 20 ids, its list of groups 50.</summary>
    public static Product Clb { get; } = new(
        "clb", "2018-03-17", RefusalCodes.Clb, "InvalidParameter.FormatError", "InvalidParameter.FormatError", 20,
        new FilterCodes("InvalidParameterValue.InvalidFilter", "InvalidParameterValue.InvalidFilter", "InvalidParameterValue.InvalidFilter",
            "InvalidParameterValue.Length", "InvalidParameterValue.InvalidFilter", 10, 100));

    /// <summary>Databases. It has no filters; their codes are VPC's.</summary>
    public static Product Cdb { get; } = new("cdb", "2017-03-20", RefusalCodes.Cdb, "InvalidParameter", "InvalidParameter", 100, Vpc.Filters);

    /// <summary>Regions. It has no filters; their codes are VPC's.</summary>
    public static Product Region { get; } = new(
        "region", "2022-06-27", RefusalCodes.Vpc, "InvalidParameterValue.Malformed", "InvalidParameterValue.Malformed", 100, Vpc.Filters);

    /// <summary>Tags. It has no filters; their codes are VPC's.</summary>
    public static Product Tag { get; } = new(
        "tag", "2018-08-13", RefusalCodes.Tag, "InvalidParameterValue.ResourceIdInvalid", "InvalidParameterValue.ResourceIdInvalid", 50, Vpc.Filters);

    /// <summary>What the vendor's API has no verb for (design, section 5). Ids are limited by the size of a request alone. It has no filters; their codes are VPC's.</summary>
    public static Product Ringfence { get; } = new(
        "ringfence", "2026-11-01", RefusalCodes.Extension, "InvalidParameterValue.Malformed", "InvalidParameterValue.Malformed", int.MaxValue, Vpc.Filters);

    /// <summary>The code of an id that is not of its form.</summary>
    public string Malformed(IdKind kind) => kind switch
    {
        IdKind.SecurityGroup => MalformedGroup,
        IdKind.Instance or IdKind.CvmInstance or IdKind.LoadBalancer or IdKind.Database => MalformedInstance,
        _ => "InvalidParameterValue.Malformed",
    };

    /// <summary>The code of a well-formed id that nothing has.</summary>
    public string NotFound(IdKind kind) => CodeOf(kind switch
    {
        IdKind.SecurityGroup => RefusalKind.GroupNotFound,
        IdKind.NetworkInterface => RefusalKind.InterfaceNotFound,
        IdKind.SnapshotPolicy or IdKind.SnapshotFile or IdKind.Guard or IdKind.Observation => RefusalKind.ResourceNotFound,
        IdKind.AddressTemplate or IdKind.AddressTemplateGroup or IdKind.ServiceTemplate or IdKind.ServiceTemplateGroup or IdKind.Template =>
            RefusalKind.TemplateNotFound,
        _ => RefusalKind.InstanceNotFound,
    });
}

/// <summary>What faults of filters are called in a product, and how many of them there may be (reference D.2).</summary>
internal sealed record FilterCodes(
    string UnknownName, string NotObject, string ValuesNotList, string TooMany, string BadValue, int MaxFilters, int MaxValues);
