using Ringfence.Control.Commands;

namespace Ringfence.Api.Mapping;

/// <summary>
/// What each refusal is called in each product (reference C, "Placement of the codes"). The one place where the vendor's codes for refused commands are
/// written; every kind has a code in every product.
/// </summary>
internal static class RefusalCodes
{
    /// <summary>The codes of VPC.</summary>
    public static string Vpc(RefusalKind kind) => kind switch
    {
        RefusalKind.Missing => "InvalidParameterValue.Empty",
        RefusalKind.InvalidValue => "InvalidParameterValue",
        RefusalKind.Malformed => "InvalidParameterValue.Malformed",
        RefusalKind.OutOfRange => "InvalidParameterValue.Range",
        RefusalKind.TooLong => "InvalidParameterValue.TooLong",
        RefusalKind.Coexist => "InvalidParameter.Coexist",
        RefusalKind.Duplicate => "InvalidParameterValue.Duplicate",
        RefusalKind.TooMany => "InvalidParameterValue.LimitExceeded",
        RefusalKind.Unsupported => "UnsupportedOperation",
        RefusalKind.GroupNotFound => "ResourceNotFound",
        RefusalKind.InstanceNotFound => "ResourceNotFound",
        RefusalKind.InterfaceNotFound => "ResourceNotFound",
        RefusalKind.RuleNotFound => "ResourceNotFound",
        RefusalKind.PeerOfOtherProject => "InvalidParameterValue",
        RefusalKind.VersionMismatch => "UnsupportedOperation.VersionMismatch",
        RefusalKind.DuplicateRule => "UnsupportedOperation.DuplicatePolicy",
        RefusalKind.GroupInUse => "ResourceInUse",
        RefusalKind.DefaultGroup => "UnsupportedOperation",
        RefusalKind.LastGroup => "UnsupportedOperation",
        RefusalKind.PrimaryInterface => "UnsupportedOperation",
        RefusalKind.GroupQuota => "LimitExceeded",
        RefusalKind.RuleQuota => "LimitExceeded",
        RefusalKind.ExpandedRuleQuota => "UnsupportedOperation.SgNumExceedLimit",
        RefusalKind.ReferenceRuleQuota => "LimitExceeded",
        RefusalKind.GroupsPerInstanceQuota => "LimitExceeded",
        RefusalKind.InstancesPerGroupQuota => "LimitExceeded",
        RefusalKind.MembersOfReferencedGroupQuota => "LimitExceeded",
        RefusalKind.DeviceInUse => "ResourceInUse",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A refusal without a code."),
    };

    /// <summary>The codes of CreateSecurityGroupPolicies: it has one of its own for a group that is full (reference C, vector 17).</summary>
    public static string VpcCreatePolicies(RefusalKind kind) =>
        kind == RefusalKind.RuleQuota ? "LimitExceeded.SecurityGroupPolicySet" : Vpc(kind);

    /// <summary>The codes of CVM, where they differ from VPC's.</summary>
    public static string Cvm(RefusalKind kind) => kind switch
    {
        RefusalKind.Missing => "MissingParameter",
        RefusalKind.GroupNotFound => "InvalidSecurityGroupId.NotFound",
        RefusalKind.InstanceNotFound => "InvalidInstanceId.NotFound",
        RefusalKind.GroupQuota => "LimitExceeded.SingleUSGQuota",
        RefusalKind.GroupsPerInstanceQuota => "LimitExceeded.AssociateUSGLimitExceeded",
        RefusalKind.InstancesPerGroupQuota => "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded",
        RefusalKind.MembersOfReferencedGroupQuota => "LimitExceeded.CvmsVifsPerSecGroupLimitExceeded",
        _ => Vpc(kind),
    };

    /// <summary>The codes of our own service: VPC's, but a missing value is a missing parameter.</summary>
    public static string Extension(RefusalKind kind) => kind == RefusalKind.Missing ? "MissingParameter" : Vpc(kind);
}
