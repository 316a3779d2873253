using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Snapshots;

/// <summary>
/// What is due of a snapshot policy: the snapshots of its last time, once however often it runs and however late, and the deletion of those that were kept long enough. A policy that has dealt
/// with times to come was run by a clock that was ahead: it goes on from now.
/// The server's own command; nobody asks for it.
/// </summary>
/// <param name="PolicyId">The policy; one that is gone meanwhile has nothing due.</param>
/// <param name="LocalTime">What the vendor's local time is ahead of UTC.</param>
/// <param name="Now">The time. Not that of the revision, which never goes back.</param>
public sealed record RunSnapshotPolicy(string PolicyId, TimeSpan LocalTime, DateTimeOffset Now) : ICommand<Nothing>
{
    /// <summary>True when there is something to do.</summary>
    public static bool IsDue(World world, SnapshotPolicy policy, DateTimeOffset now, TimeSpan localTime) =>
        DueTime(policy, now, localTime) is not null || IsAhead(policy, now) || Expired(world, policy, now).Any();

    /// <inheritdoc/>
    public Decision<Nothing> Decide(World world, CommandContext context)
    {
        if (!world.TryGetSnapshotPolicy(context.Scope, PolicyId, out var policy))
            return Decision<Nothing>.Accept(default);
        var changes = ImmutableArray.CreateBuilder<Change>();
        if (IsAhead(policy, Now))
        {
            changes.Add(new Change.PutSnapshotPolicy(policy with { TakenThrough = Now }));
        }
        else if (DueTime(policy, Now, LocalTime) is { } due)
        {
            var camera = new SnapshotCamera(world, context);
            changes.Add(new Change.PutSnapshotPolicy(policy with { TakenThrough = due }));
            foreach (var attachment in policy.Attachments)
            {
                if (world.TryGetGroup(context.Scope with { Region = attachment.Region }, attachment.GroupId, out var group))
                    changes.AddRange(camera.Take(policy.Id, group, group));
            }
        }

        changes.AddRange(Expired(world, policy, Now).Select(file => new Change.DeleteSnapshotFile(file.Id)));
        return Decision<Nothing>.Accept(default, changes.DrainToImmutable());
    }

    private static bool IsAhead(SnapshotPolicy policy, DateTimeOffset now) => policy is { IsEnabled: true, Trigger: SnapshotTrigger.Time } && policy.TakenThrough > now;

    private static DateTimeOffset? DueTime(SnapshotPolicy policy, DateTimeOffset now, TimeSpan localTime) =>
        policy is { IsEnabled: true, Trigger: SnapshotTrigger.Time } && SnapshotCalendar.LastUntil(policy.Times, now, localTime) is { } last && last > policy.TakenThrough
            ? last
            : null;

    private static IEnumerable<SnapshotFile> Expired(World world, SnapshotPolicy policy, DateTimeOffset now) =>
        world.SnapshotFilesByPolicy.GetValueOrDefault(policy.Id, []).Select(id => world.SnapshotFiles[id]).Where(file => file.TakenAt.AddDays(policy.KeepDays) <= now);
}
