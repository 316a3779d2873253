using System.Collections.Immutable;
using Ringfence.Contracts.Common;

namespace Ringfence.Contracts.Vpc.Snapshots;

/// <summary>A policy that takes snapshots of groups' rules (VPC type <c>SnapshotPolicy</c>, reference D.5).</summary>
public sealed record SnapshotPolicy
{
    /// <summary><c>sspolicy-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string SnapshotPolicyId { get; init; }

    /// <summary>The name.</summary>
    public required string SnapshotPolicyName { get; init; }

    /// <summary><c>operate</c>: at each change; <c>time</c>: at times of the week.</summary>
    public required string BackupType { get; init; }

    /// <summary>For how many days a snapshot is kept.</summary>
    public required long KeepTime { get; init; }

    /// <summary>As given; the vendor's object storage is not used.</summary>
    public required bool CreateNewCos { get; init; }

    /// <summary>As given.</summary>
    public required string CosRegion { get; init; }

    /// <summary>As given.</summary>
    public required string CosBucket { get; init; }

    /// <summary>Times of the week, as given.</summary>
    public required ImmutableArray<BackupPolicy> BackupPolicies { get; init; }

    /// <summary>Whether it takes snapshots.</summary>
    public required bool Enable { get; init; }

    /// <summary><c>YYYY-MM-DD HH:MM:SS</c>, UTC+8 unless set otherwise.</summary>
    public required string CreateTime { get; init; }

    /// <summary>Labels.</summary>
    public required ImmutableArray<Tag> TagSet { get; init; }
}

/// <summary>A time of the week (VPC type <c>BackupPolicy</c>).</summary>
/// <param name="BackupDay"><c>monday</c> to <c>sunday</c>.</param>
/// <param name="BackupTime">As given, UTC+8 unless set otherwise.</param>
public sealed record BackupPolicy(string BackupDay, string BackupTime);
