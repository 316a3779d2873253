using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <summary>When a policy takes snapshots.</summary>
public enum SnapshotTrigger : byte
{
    /// <summary>At every change of an attached group's rules.</summary>
    Operation = 0,

    /// <summary>At times of the week.</summary>
    Time = 1,
}

/// <summary>A time of the week at which snapshots are taken.</summary>
/// <param name="Day">The day, in the vendor's local time.</param>
/// <param name="Time">The time of that day.</param>
/// <param name="TimeText">The time as the user wrote it (<c>3:00</c>).</param>
public readonly record struct SnapshotTime(DayOfWeek Day, TimeOnly Time, string TimeText);

/// <summary>A group that a policy takes snapshots of. Groups of every region of the account can be attached.</summary>
public readonly record struct SnapshotAttachment(string Region, string GroupId);

/// <summary>A policy that takes snapshots of the rules of groups (reference C.5). Immutable; a change makes a new one.</summary>
public sealed record SnapshotPolicy
{
    /// <summary><c>sspolicy-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string Id { get; init; }

    public required Scope Scope { get; init; }

    public required string Name { get; init; }

    /// <summary>Fixed once the policy is made.</summary>
    public required SnapshotTrigger Trigger { get; init; }

    /// <summary>For how many days a snapshot is kept.</summary>
    public required int KeepDays { get; init; }

    /// <summary>The object storage that the user named: told again, not used. Snapshots are documents of the journal.</summary>
    public required SnapshotStorage Storage { get; init; }

    /// <summary>When snapshots are taken, for <see cref="SnapshotTrigger.Time"/>; otherwise told again only.</summary>
    public required ImmutableArray<SnapshotTime> Times { get; init; }

    public required bool IsEnabled { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Times of the week up to here are dealt with: taken, or from before the policy had them.</summary>
    public required DateTimeOffset TakenThrough { get; init; }

    /// <summary>The groups, in the order in which they were attached. A group has one policy at most.</summary>
    public required ImmutableArray<SnapshotAttachment> Attachments { get; init; }

    public required ImmutableArray<Tag> Tags { get; init; }
}

/// <summary>The vendor's object storage, as a policy names it.</summary>
public sealed record SnapshotStorage(bool CreateNew, string Region, string Bucket);

/// <summary>The rules of a group at a moment, kept by a policy. Never changed once it is there.</summary>
public sealed record SnapshotFile
{
    /// <summary><c>ssfile-</c> and eight of <c>a-z0-9</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The group's.</summary>
    public required Scope Scope { get; init; }

    public required string PolicyId { get; init; }

    public required string GroupId { get; init; }

    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The account whose change was kept, or whose policy took it.</summary>
    public required string Operator { get; init; }

    /// <summary>The rules before the change that was the occasion; the same as <see cref="Saved"/> when there was none.</summary>
    public required SavedRules Original { get; init; }

    /// <summary>The rules that the snapshot keeps.</summary>
    public required SavedRules Saved { get; init; }
}

/// <summary>Both rule lists of a group.</summary>
public sealed record SavedRules(ImmutableArray<GroupRule> Ingress, ImmutableArray<GroupRule> Egress)
{
    /// <summary>A group's rules as they are.</summary>
    public static SavedRules Of(SecurityGroup group) => new(group.Ingress, group.Egress);
}
