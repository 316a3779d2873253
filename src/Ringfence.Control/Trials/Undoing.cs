using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.History;
using Ringfence.Control.Journal;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Trials;

/// <summary>The way back from a change.</summary>
internal static class Undoing
{
    /// <summary>What takes changes and all that follows from them back, each document once. Snapshots that were taken stay: they show what was.</summary>
    public static ImmutableArray<Change> Of(World world, ImmutableArray<Change> changes, CommandContext context) =>
    [
        .. changes.Concat(FollowUp.Of(world, changes, context))
            .Where(change => change is not Change.PutSnapshotFile)
            .DistinctBy(DocumentCodec.KeyOf)
            .Select(change => WorldDifference.Before(world, change)),
    ];

    /// <summary>Finds what could not come back: devices, addresses and ids of instances that are free after the changes.</summary>
    public static void Check(World world, ImmutableArray<Change> changes, Faults faults)
    {
        foreach (var change in changes)
        {
            if (change is Change.DeleteInstance instance)
                faults.Add(RefusalKind.Unsupported, "", $"{instance.Id} cannot be deregistered on trial: another account could have its id before it comes back.");
            if (change is Change.DeleteInterface gone)
                faults.Add(RefusalKind.Unsupported, "", $"{gone.Id} cannot be taken away on trial: another instance could have its device or its addresses before it comes back.");
            if (change is Change.PutInterface { Interface: var now } && world.Interfaces.TryGetValue(now.Id, out var before) && LetsGo(before, now))
                faults.Add(RefusalKind.Unsupported, "", $"{now.Id} cannot get another device or other addresses on trial: another instance could have those of before when they come back.");
        }
    }

    /// <summary>The undoing of a trial at this moment. A group's version goes on: one that was given once never stands for other rules.</summary>
    public static ImmutableArray<Change> Changes(World world, Trial trial, DateTimeOffset now) =>
        [.. trial.Undo.Select(undo => undo is Change.PutGroup put ? new Change.PutGroup(Restored(world, put.Group, now)) : undo), new Change.DeleteTrial(trial.Id)];

    private static SecurityGroup Restored(World world, SecurityGroup past, DateTimeOffset now)
    {
        var present = world.Groups.GetValueOrDefault(past.Id);
        bool same = present is not null && GroupContent.HaveSameRules(past, present);
        return past.InPlaceOf(present, now) with { PolicyVersion = same ? present!.PolicyVersion : Math.Max(past.PolicyVersion, present?.PolicyVersion ?? 0) + 1, UpdatedAt = now };
    }

    private static bool LetsGo(NetworkInterface before, NetworkInterface now) =>
        before.Host != now.Host || before.Device != now.Device || before.VpcId != now.VpcId || before.MemberAddresses.Except(now.MemberAddresses).Any();
}
