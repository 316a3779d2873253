namespace Ringfence.Contracts.Vpc.Snapshots;

/// <summary>A group that a policy takes snapshots of (VPC type <c>SnapshotInstance</c>).</summary>
public sealed record SnapshotInstance
{
    /// <summary>The group.</summary>
    public required string InstanceId { get; init; }

    /// <summary><c>securitygroup</c>.</summary>
    public required string InstanceType { get; init; }

    /// <summary>The group's region.</summary>
    public required string InstanceRegion { get; init; }

    /// <summary>The policy.</summary>
    public required string SnapshotPolicyId { get; init; }

    /// <summary>The group's name.</summary>
    public required string InstanceName { get; init; }
}

/// <summary>A snapshot (VPC type <c>SnapshotFileInfo</c>).</summary>
public sealed record SnapshotFileInfo
{
    /// <summary>The policy that took it.</summary>
    public required string SnapshotPolicyId { get; init; }

    /// <summary>The group.</summary>
    public required string InstanceId { get; init; }

    /// <summary><c>ssfile-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string SnapshotFileId { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string BackupTime { get; init; }

    /// <summary>The account, digits.</summary>
    public required string Operator { get; init; }
}
