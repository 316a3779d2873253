using Ringfence.Api.Mapping;
using Ringfence.Control.Worlds;
using Common = Ringfence.Contracts.Common;
using Wire = Ringfence.Contracts.Vpc.Snapshots;

namespace Ringfence.Api.Vpc.Snapshots;

/// <summary>Snapshot policies and snapshots as VPC's answers show them (reference D.5).</summary>
internal static class SnapshotShape
{
    /// <summary>The one type of instance that is snapshot.</summary>
    public const string GroupType = "securitygroup";

    /// <summary>A policy.</summary>
    public static Wire.SnapshotPolicy ToWire(SnapshotPolicy policy, WireClock clock) => new()
    {
        SnapshotPolicyId = policy.Id,
        SnapshotPolicyName = policy.Name,
        BackupType = policy.Trigger == SnapshotTrigger.Operation ? "operate" : "time",
        KeepTime = policy.KeepDays,
        CreateNewCos = policy.Storage.CreateNew,
        CosRegion = policy.Storage.Region,
        CosBucket = policy.Storage.Bucket,
        BackupPolicies = [.. policy.Times.Select(time => new Wire.BackupPolicy(DayName(time.Day), time.TimeText))],
        Enable = policy.IsEnabled,
        CreateTime = clock.Vpc(policy.CreatedAt),
        TagSet = [.. policy.Tags.Select(tag => new Common.Tag { Key = tag.Key, Value = tag.Value })],
    };

    /// <summary>An attached group.</summary>
    public static Wire.SnapshotInstance ToWire(SnapshotPolicy policy, SnapshotAttachment attachment, World world) => new()
    {
        InstanceId = attachment.GroupId,
        InstanceType = GroupType,
        InstanceRegion = attachment.Region,
        SnapshotPolicyId = policy.Id,
        InstanceName = world.Groups.GetValueOrDefault(attachment.GroupId)?.Name ?? "",
    };

    /// <summary>A snapshot.</summary>
    public static Wire.SnapshotFileInfo ToWire(SnapshotFile file, WireClock clock) => new()
    {
        SnapshotPolicyId = file.PolicyId,
        InstanceId = file.GroupId,
        SnapshotFileId = file.Id,
        BackupTime = clock.Vpc(file.TakenAt),
        Operator = file.Operator,
    };

    /// <summary>A snapshot with its rules.</summary>
    public static Wire.DescribeSgSnapshotFileContentResponse ToContent(SnapshotFile file, World world, WireClock clock)
    {
        var shape = new PolicySetShape(world, clock);
        return new(file.GroupId, file.PolicyId, file.Id, clock.Vpc(file.TakenAt), file.Operator, shape.Of(file.Original), shape.Of(file.Saved));
    }

    private static string DayName(DayOfWeek day) => day switch
    {
        DayOfWeek.Monday => "monday",
        DayOfWeek.Tuesday => "tuesday",
        DayOfWeek.Wednesday => "wednesday",
        DayOfWeek.Thursday => "thursday",
        DayOfWeek.Friday => "friday",
        DayOfWeek.Saturday => "saturday",
        _ => "sunday",
    };
}
