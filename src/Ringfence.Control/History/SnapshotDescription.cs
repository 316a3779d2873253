using System.Globalization;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.History;

/// <summary>What a change made of snapshot policies and snapshots, in lines that people read.</summary>
internal static class SnapshotDescription
{
    public static ResourceChange Policy(SnapshotPolicy? before, SnapshotPolicy? after)
    {
        var lines = new DetailLines();
        lines.Text("Name", before?.Name, after?.Name);
        lines.Text("Trigger", before?.Trigger.ToString(), after?.Trigger.ToString());
        lines.Text("KeepDays", before?.KeepDays.ToString(CultureInfo.InvariantCulture), after?.KeepDays.ToString(CultureInfo.InvariantCulture));
        lines.Text("Times", Times(before), Times(after));
        lines.Text("Enabled", before?.IsEnabled.ToString(), after?.IsEnabled.ToString());
        lines.Text("Groups", Groups(before), Groups(after));
        return new ResourceChange(
            "SnapshotPolicy",
            (after ?? before)!.Id,
            (after ?? before)!.Name,
            before is null ? ResourceOperation.Create : after is null ? ResourceOperation.Delete : ResourceOperation.Modify,
            lines.ToImmutable());
    }

    public static ResourceChange File(SnapshotFile file, ResourceOperation operation) => new(
        "SnapshotFile", file.Id, "", operation,
        [string.Create(CultureInfo.InvariantCulture, $"Group: {file.GroupId}"), string.Create(CultureInfo.InvariantCulture, $"Rules: {file.Saved.Ingress.Length + file.Saved.Egress.Length}")]);

    private static string? Times(SnapshotPolicy? policy) => policy is null ? null : string.Join(", ", policy.Times.Select(time => $"{time.Day} {time.TimeText}"));

    private static string? Groups(SnapshotPolicy? policy) => policy is null ? null : string.Join(", ", policy.Attachments.Select(attachment => attachment.GroupId));
}
