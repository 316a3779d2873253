namespace Ringfence.Contracts.Vpc;

/// <summary>The limits in force (VPC type <c>SecurityGroupLimitSet</c>; "Refered" is the vendor's spelling).</summary>
public sealed record SecurityGroupLimitSet
{
    /// <summary>Groups per project and region.</summary>
    public required long SecurityGroupLimit { get; init; }

    /// <summary>Rules per group and direction.</summary>
    public required long SecurityGroupPolicyLimit { get; init; }

    /// <summary>Rules per group that name a group.</summary>
    public required long ReferedSecurityGroupLimit { get; init; }

    /// <summary>Instances per group.</summary>
    public required long SecurityGroupInstanceLimit { get; init; }

    /// <summary>Groups per instance.</summary>
    public required long InstanceSecurityGroupLimit { get; init; }

    /// <summary>Rules per group after templates are expanded.</summary>
    public required long SecurityGroupExtendedPolicyLimit { get; init; }

    /// <summary>CVM instances and interfaces in a group that a rule names.</summary>
    public required long SecurityGroupReferedCvmAndEniLimit { get; init; }

    /// <summary>Databases, load balancers and other services in a group that a rule names.</summary>
    public required long SecurityGroupReferedSvcLimit { get; init; }
}
