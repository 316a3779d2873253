using System.Collections.Immutable;
using Ringfence.Api.Mapping;

namespace Ringfence.Api.Actions;

/// <summary>What the vendor's API has around security groups and what cannot be had here, with the reason that a caller gets.</summary>
internal static class UnsupportedActions
{
    private const string Interfaces =
        "a network interface is a device of a host, which this server neither makes nor moves; RegisterInstances of the service ringfence says which interfaces an instance has.";

    private const string Machines =
        "it protects machines that are there and starts none; RegisterInstances of the service ringfence registers one, with its security groups.";

    private const string Limits = "networks and interfaces have no limits here; those of security groups are told by DescribeSecurityGroupLimits.";

    private const string EndPoints = "there are no private-link endpoints here.";

    public static ImmutableArray<IApiAction> Create(ActionServices services) =>
    [
        .. Refuse(Product.Vpc, Interfaces, services, "CreateNetworkInterface", "CreateAndAttachNetworkInterface", "AttachNetworkInterface", "DetachNetworkInterface",
            "DeleteNetworkInterface", "MigrateNetworkInterface"),
        .. Refuse(Product.Vpc, Limits, services, "DescribeNetworkInterfaceLimit", "DescribeVpcLimits"),
        .. Refuse(Product.Vpc, EndPoints, services, "CreateVpcEndPoint", "ModifyVpcEndPointAttribute", "DisassociateVpcEndPointSecurityGroups", "DescribeVpcEndPoint"),
        .. Refuse(Product.Cvm, Machines, services, "RunInstances"),
    ];

    private static IEnumerable<IApiAction> Refuse(Product product, string reason, ActionServices services, params string[] names) =>
        names.Select(name => new UnsupportedAction(product, name, reason, services));
}
