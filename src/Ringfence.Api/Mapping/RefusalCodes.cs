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
        RefusalKind.ResourceNotFound => "ResourceNotFound",
        RefusalKind.TemplateNotFound => "ResourceNotFound",
        RefusalKind.TemplateMemberNotFound => "ResourceNotFound",
        RefusalKind.RuleNotFound => "ResourceNotFound",
        RefusalKind.PeerOfOtherProject => "InvalidParameterValue",
        RefusalKind.SnapshotAttached => "UnsupportedOperation.SnapshotAttached",
        RefusalKind.SnapshotNotAttached => "UnsupportedOperation.SnapshotNotAttached",
        RefusalKind.SnapshotRegionsDiffer => "UnsupportedOperation.SnapshotInstanceRegionDiff",
        RefusalKind.SnapshotTriggerFixed => "UnsupportedOperation.SnapshotBackupTypeModify",
        RefusalKind.SnapshotPolicyQuota => "LimitExceeded",
        RefusalKind.RemoteGroupNamesGroups => "UnsupportedOperation.RemoteRegionSgHasReferencedSg",
        RefusalKind.VersionMismatch => "UnsupportedOperation.VersionMismatch",
        RefusalKind.DuplicateRule => "UnsupportedOperation.DuplicatePolicy",
        RefusalKind.GroupInUse => "ResourceInUse",
        RefusalKind.TemplateInUse => "ResourceInUse",
        RefusalKind.DefaultGroup => "UnsupportedOperation",
        RefusalKind.LastGroup => "UnsupportedOperation",
        RefusalKind.PrimaryInterface => "UnsupportedOperation",
        RefusalKind.TagQuota => "LimitExceeded.TagKeyPerResourceExceeded",
        RefusalKind.GroupQuota => "LimitExceeded",
        RefusalKind.RuleQuota => "LimitExceeded",
        RefusalKind.ExpandedRuleQuota => "UnsupportedOperation.SgNumExceedLimit",
        RefusalKind.ReferenceRuleQuota => "LimitExceeded",
        RefusalKind.GroupsPerInstanceQuota => "LimitExceeded",
        RefusalKind.InstancesPerGroupQuota => "LimitExceeded",
        RefusalKind.MembersOfReferencedGroupQuota => "LimitExceeded",
        RefusalKind.HostCapacity => "LimitExceeded",
        RefusalKind.GuardQuota => "LimitExceeded",
        RefusalKind.ObservationQuota => "LimitExceeded",
        RefusalKind.GuardViolated => "OperationDenied.GuardViolated",
        RefusalKind.TemplateQuota => "LimitExceeded",
        RefusalKind.TemplateMemberQuota => "LimitExceeded",
        RefusalKind.GroupsPerTemplateQuota => "LimitExceeded",
        RefusalKind.DeviceInUse => "ResourceInUse",
        RefusalKind.ChangeOnTrial => "UnsupportedOperation.MutexOperationTaskRunning",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A refusal without a code."),
    };

    /// <summary>The codes of CreateSecurityGroupPolicies: it has one of its own for a group that is full (reference C, vector 17).</summary>
    public static string VpcCreatePolicies(RefusalKind kind) =>
        kind == RefusalKind.RuleQuota ? "LimitExceeded.SecurityGroupPolicySet" : Vpc(kind);

    /// <summary>The codes of AttachSnapshotInstances and DetachSnapshotInstances, which have one of their own for an instance that is named twice (reference C.5).</summary>
    public static string VpcSnapshotInstances(RefusalKind kind) => kind == RefusalKind.Duplicate ? "InvalidParameterValue.DuplicatePara" : Vpc(kind);

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
        RefusalKind.ChangeOnTrial => "MutexOperation.TaskRunning",
        _ => Vpc(kind),
    };

    /// <summary>The codes of CLB, which says little of groups (reference C.7).</summary>
    public static string Clb(RefusalKind kind) => kind switch
    {
        RefusalKind.Missing => "MissingParameter",
        RefusalKind.Malformed => "InvalidParameter.FormatError",
        RefusalKind.Coexist => "InvalidParameter",
        RefusalKind.TooLong or RefusalKind.TooMany => "InvalidParameterValue.Length",
        RefusalKind.OutOfRange => "InvalidParameterValue.Range",
        RefusalKind.Duplicate or RefusalKind.GroupNotFound => "InvalidParameterValue",
        RefusalKind.InstanceNotFound => "InvalidParameter.LBIdNotFound",
        RefusalKind.ChangeOnTrial => "FailedOperation.ResourceInOperating",
        _ => Vpc(kind),
    };

    /// <summary>The codes of CDB's actions on one instance (reference C.8).</summary>
    public static string Cdb(RefusalKind kind) => kind switch
    {
        RefusalKind.InstanceNotFound => "InvalidParameter.InstanceNotFound",
        RefusalKind.Missing or RefusalKind.Malformed or RefusalKind.Coexist or RefusalKind.Duplicate or RefusalKind.TooMany or RefusalKind.GroupNotFound => "InvalidParameter",
        _ => Vpc(kind),
    };

    /// <summary>The codes of CDB's AssociateSecurityGroups and DisassociateSecurityGroups, which know no code for a missing instance and none for a limit.</summary>
    public static string CdbAssociate(RefusalKind kind) => kind switch
    {
        RefusalKind.InstanceNotFound => "InvalidParameter",
        RefusalKind.GroupsPerInstanceQuota or RefusalKind.InstancesPerGroupQuota or RefusalKind.MembersOfReferencedGroupQuota => "OperationDenied",
        _ => Cdb(kind),
    };

    /// <summary>The codes of the Tag product.</summary>
    public static string Tag(RefusalKind kind) => kind switch
    {
        RefusalKind.Missing => "MissingParameter",
        RefusalKind.Malformed => "InvalidParameterValue.ResourceDescriptionError",
        RefusalKind.InvalidValue or RefusalKind.TooLong => "InvalidParameter.Tag",
        RefusalKind.TooMany => "LimitExceeded.TagNumPerRequest",
        RefusalKind.Duplicate => "InvalidParameterValue.TagKeyDuplicate",
        RefusalKind.Coexist => "InvalidParameterValue.DeleteTagsParamError",
        RefusalKind.ResourceNotFound => "InvalidParameterValue.ResourceIdInvalid",
        RefusalKind.TagQuota => "LimitExceeded.ResourceAttachedTags",
        _ => Vpc(kind),
    };

    /// <summary>The codes of our own service: VPC's, but a missing value is a missing parameter.</summary>
    public static string Extension(RefusalKind kind) => kind == RefusalKind.Missing ? "MissingParameter" : Vpc(kind);
}
