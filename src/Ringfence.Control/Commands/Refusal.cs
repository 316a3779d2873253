namespace Ringfence.Control.Commands;

/// <summary>Why a command was refused, in the field's terms. The API maps each to the vendor's code, which differs between products.</summary>
public enum RefusalKind
{
    /// <summary>A needed value is missing or empty.</summary>
    Missing,

    /// <summary>A value that is not allowed.</summary>
    InvalidValue,

    /// <summary>An id or address that is not of its form.</summary>
    Malformed,

    /// <summary>A number outside its range.</summary>
    OutOfRange,

    /// <summary>A text that is too long.</summary>
    TooLong,

    /// <summary>Values that exclude each other.</summary>
    Coexist,

    /// <summary>The same thing twice in the request.</summary>
    Duplicate,

    /// <summary>Too many elements in one parameter.</summary>
    TooMany,

    /// <summary>Something that the vendor's API has and this server does not support yet.</summary>
    Unsupported,

    GroupNotFound,
    InstanceNotFound,
    InterfaceNotFound,
    TemplateNotFound,

    /// <summary>A member that a template does not have.</summary>
    TemplateMemberNotFound,

    /// <summary>Anything else that a request names does not exist.</summary>
    ResourceNotFound,

    /// <summary>A rule named by its content does not exist.</summary>
    RuleNotFound,

    /// <summary>A security group as peer that is of another project.</summary>
    PeerOfOtherProject,

    /// <summary>A group of another region whose rules name groups cannot be copied from there.</summary>
    RemoteGroupNamesGroups,

    /// <summary>The group has a snapshot policy already.</summary>
    SnapshotAttached,

    /// <summary>The group does not have that snapshot policy.</summary>
    SnapshotNotAttached,

    /// <summary>Instances of several regions in one request.</summary>
    SnapshotRegionsDiffer,

    /// <summary>What a snapshot policy takes snapshots at cannot be changed.</summary>
    SnapshotTriggerFixed,

    /// <summary>The rule set is not at the version that the caller saw.</summary>
    VersionMismatch,

    /// <summary>The rule exists already.</summary>
    DuplicateRule,

    /// <summary>The group is bound or referenced.</summary>
    GroupInUse,

    /// <summary>The template is named in a rule or held by a template group.</summary>
    TemplateInUse,

    /// <summary>The default group cannot be deleted.</summary>
    DefaultGroup,

    /// <summary>The last group of an instance cannot be taken away.</summary>
    LastGroup,

    /// <summary>The primary interface's groups are changed through its instance.</summary>
    PrimaryInterface,

    /// <summary>More tags than an object may have.</summary>
    TagQuota,

    SnapshotPolicyQuota,
    GroupQuota,
    RuleQuota,
    ExpandedRuleQuota,
    ReferenceRuleQuota,
    GroupsPerInstanceQuota,
    InstancesPerGroupQuota,
    MembersOfReferencedGroupQuota,
    TemplateQuota,
    TemplateMemberQuota,

    /// <summary>Too many template groups hold one template.</summary>
    GroupsPerTemplateQuota,

    /// <summary>Another change of the account waits for its confirmation.</summary>
    ChangeOnTrial,

    /// <summary>A packet could go where a guard says that none may.</summary>
    GuardViolated,

    /// <summary>More guards than a region may have.</summary>
    GuardQuota,

    /// <summary>More observations than a region may have.</summary>
    ObservationQuota,

    /// <summary>A host's kernel tables would not hold it.</summary>
    HostCapacity,

    /// <summary>Two interfaces of one host claim the same device.</summary>
    DeviceInUse,
}

/// <summary>One fault.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Message">For people; names the parameter and the value.</param>
public sealed record Refusal(RefusalKind Kind, string Message)
{
    /// <summary>The parameter at fault as a path (<c>Ingress.2.CidrBlock</c>, <c>InstanceIds.0</c>); "" when it is none in particular.</summary>
    public string Parameter { get; init; } = "";
}
