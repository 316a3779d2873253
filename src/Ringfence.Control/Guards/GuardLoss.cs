using Ringfence.Control.Commands;
using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Guards;

/// <summary>
/// What a step takes away of a guard without changing the guard itself: by a tag, a template or a binding its ends come to mean something else, and a packet that it forbade is none of its business any more.
/// Otherwise who may not change a guard could empty it first and then open what it protected.
/// </summary>
/// <param name="Guard">The guard.</param>
/// <param name="What">What it would not do any more.</param>
internal sealed record GuardLoss(Guard Guard, string What)
{
    /// <summary>What is lost, as a sentence.</summary>
    public string Sentence => $"The guard {Guard.Id} {Faults.Show(Guard.Name)} ({GuardText.Of(Guard)}) would protect less: {What}.";

    /// <summary>The refusal of the step.</summary>
    public Refusal Refuse() => new(RefusalKind.GuardViolated, $"{Sentence} An admin can go past it with ForceGuards.");

    /// <summary>The first loss of a guard; null when everything that it forbade and that is still there is forbidden still.</summary>
    /// <param name="was">What it meant before the step.</param>
    /// <param name="now">What it means after it.</param>
    /// <param name="before">The world before it.</param>
    /// <param name="delta">The step.</param>
    public static GuardLoss? Of(GuardReading was, GuardReading now, GuardView before, WorldDelta delta)
    {
        if (!now.From.Covers(was.From))
            return new GuardLoss(now.Guard, "From would mean fewer addresses");
        if (!was.Except.Covers(now.Except))
            return new GuardLoss(now.Guard, "Except would mean more addresses");
        foreach (var change in delta.Interfaces)
        {
            if (change.After is { } after && after.Scope == now.Guard.Scope && Of(was, now, change.Before ?? Replaced(after, before.World, delta.After), after, before) is { } what)
                return new GuardLoss(now.Guard, $"{after.Id} of {after.InstanceId} {what}");
        }

        if (ReferenceEquals(was, now))
            return null;
        foreach (var one in Regrouped(was, now).SelectMany(group => delta.After.InterfacesByGroup.GetValueOrDefault(group, [])).Select(id => delta.After.Interfaces[id]))
        {
            if (Of(was, now, before.World.Interfaces.GetValueOrDefault(one.Id), one, before) is { } what)
                return new GuardLoss(now.Guard, $"{one.Id} of {one.InstanceId} {what}");
        }

        return null;
    }

    /// <summary>The groups that are meant by an end on one side of the step only.</summary>
    private static IEnumerable<string> Regrouped(GuardReading was, GuardReading now) =>
        new[] { (was.From, now.From), (was.Except, now.Except), (was.To, now.To) }.SelectMany(end => end.Item1.Groups.Except(end.Item2.Groups).Concat(end.Item2.Groups.Except(end.Item1.Groups)));

    /// <summary>The interface that goes in the same step and whose device, or an address of which, a new one takes: what was protected is the machine, not the id. Null when there is none.</summary>
    private static NetworkInterface? Replaced(NetworkInterface after, World before, World next)
    {
        var holders = before.InterfacesByDevice.GetValueOrDefault(new DeviceKey(after.Host, after.Device), []).Select(id => before.Interfaces[id])
            .Concat(after.MemberAddresses.Select(address => before.HolderOf(after.Scope, after.VpcId, address)).OfType<NetworkInterface>());
        return holders.FirstOrDefault(one => one.Scope == after.Scope && !next.Interfaces.ContainsKey(one.Id));
    }

    private static string? Of(GuardReading was, GuardReading now, NetworkInterface? earlier, NetworkInterface after, GuardView before)
    {
        if (earlier is not null && was.To.Contains(earlier) && !now.To.Contains(after))
            return "would not be protected any more";
        if (earlier is not null && was.From.Contains(earlier) && !now.From.Contains(after))
            return "would not be kept away any more";
        bool isExcepted = now.Except.Contains(after);
        if (earlier is not null && isExcepted && now.From.Contains(after) && !was.Except.Contains(earlier))
            return "would be excepted";
        if (!after.SourceCheck && earlier is not { SourceCheck: false })
            return "would send with whatever addresses it likes, its source check being off";

        // One that comes anew, or gets an address: its packets came from an address that was kept away.
        return isExcepted && after.MemberAddresses.Any(address => now.SenderOf(address, after) is not null && now.From.Contains(address, after) && was.IsSource(address, HolderOf(before, after, address))) ? "would be excepted" : null;
    }

    private static NetworkInterface? HolderOf(GuardView view, NetworkInterface one, IpAddress address) => view.HolderOf(Network.Of(one), address);
}
