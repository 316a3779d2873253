using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Guards;

/// <summary>A packet to an interface.</summary>
internal sealed record ReachingPacket(string VpcId, IpAddress Source, string Receiver, IpAddress? Destination, IpProtocol Protocol, ushort Port);

/// <summary>What a guard says, tried packet by packet with the plain evaluator.</summary>
internal static class BruteForce
{
    /// <summary>Every packet among the small worlds' addresses and services that breaks the guard.</summary>
    public static HashSet<ReachingPacket> Breaking(World world, Guard guard) => Breaking(world, guard, GuardWorlds.Addresses, GuardWorlds.Services);

    /// <summary>Whether a witness breaks its guard.</summary>
    public static bool IsBreaking(World world, GuardWitness witness) =>
        Breaking(world, witness.Guard, [witness.Source], [(witness.Protocol, witness.Port)]).Contains(new ReachingPacket(witness.Receiver.VpcId, witness.Source, witness.Receiver.Id, witness.Destination, witness.Protocol, witness.Port));

    private static HashSet<ReachingPacket> Breaking(World world, Guard guard, IpAddress[] sources, (IpProtocol Protocol, ushort Port)[] services)
    {
        var breaking = new HashSet<ReachingPacket>();
        foreach (var receiver in world.Interfaces.Values.Where(one => Means(world, guard.To, null, one)))
        {
            foreach (var source in sources)
            {
                var holder = world.Interfaces.Values.SingleOrDefault(one => one.VpcId == receiver.VpcId && one.MemberAddresses.Contains(source));
                foreach (var sender in Senders(source, holder))
                {
                    if ((sender is not null && sender.Id == receiver.Id) || !Means(world, guard.From, source, sender) || Means(world, guard.Except, source, sender))
                        continue;
                    foreach (var (protocol, port) in services.Where(one => guard.ServiceSet.Contains(one.Protocol, one.Port)))
                    {
                        if (!Accepts(world, receiver, Direction.Ingress, source, protocol, port))
                            continue;
                        foreach (var destination in Destinations(receiver, sender).Where(address => address.Family == source.Family))
                        {
                            if (sender is null || Accepts(world, sender, Direction.Egress, destination, protocol, port))
                                breaking.Add(new ReachingPacket(receiver.VpcId, source, receiver.Id, receiver.MemberAddresses.Any() ? destination : null, protocol, port));
                        }
                    }
                }
            }
        }

        return breaking;
    }

    /// <summary>Who can send with an address: the interface that has it; and with a public one somebody on the Internet, whoever is registered with it here.</summary>
    private static IEnumerable<NetworkInterface?> Senders(IpAddress source, NetworkInterface? holder) =>
        holder is not null && !Outside.Inside.Any(block => block.Contains(source)) ? [holder, null] : [holder];

    /// <summary>An interface without an address is reached by nobody known here, but by others through its device.</summary>
    private static IEnumerable<IpAddress> Destinations(NetworkInterface receiver, NetworkInterface? sender) =>
        receiver.MemberAddresses.Any() ? receiver.MemberAddresses : sender is null ? [IpAddress.Parse("0.0.0.0"), IpAddress.Parse("::")] : [];

    private static bool Means(World world, GuardEnd end, IpAddress? address, NetworkInterface? one) =>
        end.All
        || (one is null && end.Outside)
        || (one is not null && (end.InstanceIds.Contains(one.InstanceId) || one.SecurityGroupIds.Any(id =>
            end.SecurityGroupIds.Contains(id) || (world.Groups.TryGetValue(id, out var group) && group.Tags.Any(end.Tags.Contains)))))
        || (address is { } far && (end.Ranges.Any(range => range.Contains(far)) || end.AddressTemplateIds.Any(id => world.TemplateContents.HasAddress(id, far))));

    private static bool Accepts(World world, NetworkInterface one, Direction direction, IpAddress far, IpProtocol protocol, ushort port) => PolicyEvaluator.Evaluate(
        world.BoundGroups(one), direction, far, protocol, port, one.VpcId, world.Membership, world.TemplateContents).IsAccepted;
}
