using System.Collections.Immutable;

namespace Ringfence.Control.Snapshots;

/// <summary>A snapshot policy as a caller gives it: nothing checked yet (reference D.5).</summary>
public sealed record SnapshotPolicySpec
{
    public string? Name { get; init; }

    public string? BackupType { get; init; }

    public long? KeepTime { get; init; }

    public bool? CreateNewCos { get; init; }

    public string? CosRegion { get; init; }

    public string? CosBucket { get; init; }

    /// <summary>Null: not given.</summary>
    public ImmutableArray<SnapshotTimeSpec>? BackupPolicies { get; init; }

    public bool? Enable { get; init; }
}

/// <summary>A time of the week as a caller gives it.</summary>
/// <param name="Day"><c>monday</c> to <c>sunday</c>.</param>
/// <param name="Time"><c>HH:mm:ss</c>; the vendor's example is <c>3:00</c>.</param>
public sealed record SnapshotTimeSpec(string? Day, string? Time);

/// <summary>What shall change of a policy; null leaves as is.</summary>
public sealed record SnapshotPolicyEdit(string PolicyId, SnapshotPolicySpec Changes);

/// <summary>A group to attach or detach, as a caller gives it.</summary>
public sealed record SnapshotInstanceSpec(string? InstanceId, string? InstanceType, string? InstanceRegion);
