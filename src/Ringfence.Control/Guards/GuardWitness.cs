using System.Diagnostics.CodeAnalysis;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>A packet that a guard says may not reach, and which does.</summary>
/// <param name="Guard">The guard.</param>
/// <param name="Source">The packet's source.</param>
/// <param name="Sender">The interface that has it; null when none known here does.</param>
/// <param name="Destination">An address of the interface that is reached; null when it has none.</param>
/// <param name="Receiver">That interface.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
public sealed record GuardWitness(Guard Guard, IpAddress Source, NetworkInterface? Sender, IpAddress? Destination, NetworkInterface Receiver, IpProtocol Protocol, ushort Port)
{
    /// <summary>What lets it in at the receiver.</summary>
    /// <param name="world">The world in which it reaches.</param>
    public Verdict Verdict(World world) => PolicyEvaluator.Evaluate(
        world.BoundGroups(Receiver), Direction.Ingress, Source, Protocol, Port, Receiver.VpcId, world.Membership, world.TemplateContents);

    /// <summary>Whether the packet breaks the guard in another world too.</summary>
    /// <param name="view">That world.</param>
    /// <param name="reading">What the guard means there.</param>
    /// <param name="there">The packet there: its ends may have changed.</param>
    internal bool Breaks(GuardView view, GuardReading reading, [NotNullWhen(true)] out GuardWitness? there)
    {
        there = null;
        if (!view.World.Interfaces.TryGetValue(Receiver.Id, out var receiver) || Network.Of(receiver) != Network.Of(Receiver) || !reading.To.Contains(receiver))
            return false;
        bool isAddressed = Destination is { } to ? receiver.MemberAddresses.Contains(to) : !receiver.MemberAddresses.Any();
        var holder = view.HolderOf(Network.Of(receiver), Source);
        var sender = reading.SenderOf(Source, holder);
        if (!isAddressed || !reading.IsSource(Source, sender) || sender?.Id == receiver.Id || !reading.Guard.ServiceSet.Contains(Protocol, Port)
            || !view.Accepted(receiver.SecurityGroupIds, Direction.Ingress, holder?.SecurityGroupIds ?? []).Contains(Source, Protocol, Port))
        {
            return false;
        }

        if (sender is not null && !(Destination is { } address && view.Accepted(sender.SecurityGroupIds, Direction.Egress, receiver.SecurityGroupIds).Contains(address, Protocol, Port)))
            return false;
        there = this with { Sender = sender, Receiver = receiver };
        return true;
    }

    /// <summary>The packet in words, with what lets it in.</summary>
    /// <param name="world">The world in which it reaches.</param>
    public string Describe(World world)
    {
        var verdict = Verdict(world);
        string sender = Sender is null ? $"{Source}" : $"{Source} ({Sender.Id} of {Sender.InstanceId})";
        string receiver = Destination is null ? $"{Receiver.Id} of {Receiver.InstanceId}" : $"{Destination} ({Receiver.Id} of {Receiver.InstanceId})";
        string service = Protocol.HasPorts ? $"{Protocol}:{Port}" : $"{Protocol}";
        string why = verdict.Reason == VerdictReason.AllGroupsObserved ? "every group of which is in observe mode" : $"by the rule {world.Groups[verdict.GroupId!].Name} ({verdict.GroupId}) in {verdict.Position}";
        return $"{service} from {sender} reaches {receiver}, {why}";
    }

    /// <summary>The refusal of a change that makes it reach.</summary>
    /// <param name="world">The world in which it reaches.</param>
    public Refusal Refuse(World world) => new(RefusalKind.GuardViolated, $"{Broken(world)} An admin can go past it with ForceGuards.");

    /// <summary>What it breaks, as a sentence.</summary>
    /// <param name="world">The world in which it reaches.</param>
    public string Broken(World world) => $"The guard {Guard.Id} {Faults.Show(Guard.Name)} ({GuardText.Of(Guard)}) is broken: {Describe(world)}.";
}
