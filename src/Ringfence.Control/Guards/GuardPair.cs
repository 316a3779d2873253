using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// Looks for a packet between some senders and some receivers that reaches and may not, and did not before. Members that the policies treat alike are one case: the cost is that of the members plus
/// that of the pairs of cases.
/// </summary>
/// <param name="was">What the guard meant; null when there was no such guard, and everything that reaches counts.</param>
/// <param name="now">What it means.</param>
internal sealed class GuardPair(GuardReading? was, GuardReading now)
{
    /// <summary>The first such packet; null when there is none.</summary>
    /// <param name="senders">The senders.</param>
    /// <param name="receivers">The receivers.</param>
    /// <param name="before">What the receivers' ingress and the senders' egress accepted of each other.</param>
    /// <param name="after">What they accept.</param>
    public GuardWitness? Find(Senders senders, Receivers receivers, (PacketSet Ingress, PacketSet Egress) before, (PacketSet Ingress, PacketSet Egress) after)
    {
        var sources = new Dictionary<(AddressFamily, int After, int Before), List<Sender>>();
        foreach (var sender in senders.Members)
        {
            if (!now.IsSource(sender.Address, sender.After))
                continue;
            bool counted = was is not null && was.IsSource(sender.Address, sender.Before);
            Keep(sources, (sender.Address.Family, after.Ingress.RowOf(sender.Address), counted ? before.Ingress.RowOf(sender.Address) : -1), sender, one => one.After?.Id);
        }

        if (sources.Count == 0)
            return null;
        var targets = new Dictionary<(AddressFamily, int After, int Before), List<(Receiver Receiver, IpAddress Address)>>();
        foreach (var receiver in receivers.Members)
        {
            if (!now.To.Contains(receiver.After) || (receiver.HasNoAddress && senders.After is not null))
                continue;
            bool counted = was is not null && receiver.Before is { } earlier && was.To.Contains(earlier) && !(receiver.HasNoAddress && senders.Before is not null);
            foreach (var (address, isNew) in receiver.Destinations())
            {
                int row = counted && !isNew ? before.Egress.RowOf(address) : -1;
                Keep(targets, (address.Family, after.Egress.RowOf(address), row), (receiver, address), one => one.Item1.After.Id);
            }
        }

        return Gained(sources, targets, before, after) ?? OnceItsOwn(senders, receivers, after);
    }

    private GuardWitness? Gained(
        Dictionary<(AddressFamily, int After, int Before), List<Sender>> sources,
        Dictionary<(AddressFamily, int After, int Before), List<(Receiver Receiver, IpAddress Address)>> targets,
        (PacketSet Ingress, PacketSet Egress) before,
        (PacketSet Ingress, PacketSet Egress) after)
    {
        foreach (var (source, from) in sources)
        {
            var accepted = now.Services.Intersect(after.Ingress.PointsOf(source.After));
            if (accepted.IsEmpty)
                continue;
            foreach (var (target, to) in targets)
            {
                if (source.Item1 != target.Item1)
                    continue;
                var reaches = accepted.Intersect(after.Egress.PointsOf(target.After));
                if (!reaches.IsEmpty && source.Before >= 0 && target.Before >= 0)
                    reaches = reaches.Except(before.Ingress.PointsOf(source.Before).Intersect(before.Egress.PointsOf(target.Before)));
                if (!reaches.IsEmpty && Choose(from, to) is { } pair)
                    return Witness(pair.Sender, pair.Receiver, pair.Address, reaches.Sample());
            }
        }

        return null;
    }

    /// <summary>From an address to the interface that has lost it: what came from there was the interface's own and did not count, so whatever reaches now is new.</summary>
    private GuardWitness? OnceItsOwn(Senders senders, Receivers receivers, (PacketSet Ingress, PacketSet Egress) after)
    {
        var lost = senders.Members.Where(one => one.ChangesHands && now.IsSource(one.Address, one.After)).ToLookup(one => one.Before!.Id, StringComparer.Ordinal);
        if (lost.Count == 0)
            return null;
        foreach (var receiver in receivers.Members.Where(one => lost.Contains(one.After.Id) && now.To.Contains(one.After) && !(one.HasNoAddress && senders.After is not null)))
        {
            foreach (var sender in lost[receiver.After.Id])
            {
                var accepted = now.Services.Intersect(after.Ingress.PointsOf(after.Ingress.RowOf(sender.Address)));
                foreach (var (address, _) in receiver.Destinations().Where(to => to.Address.Family == sender.Address.Family))
                {
                    var reaches = accepted.Intersect(after.Egress.PointsOf(after.Egress.RowOf(address)));
                    if (!reaches.IsEmpty)
                        return Witness(sender, receiver, address, reaches.Sample());
                }
            }
        }

        return null;
    }

    private GuardWitness Witness(Sender sender, Receiver receiver, IpAddress destination, (IpProtocol Protocol, ushort Port) service) =>
        new(now.Guard, sender.Address, sender.After, receiver.Tell(destination), receiver.After, service.Protocol, service.Port);

    /// <summary>Keeps one of a case, and another of another interface: what an interface sends to itself does not count.</summary>
    private static void Keep<T>(Dictionary<(AddressFamily, int After, int Before), List<T>> cases, (AddressFamily, int After, int Before) key, T item, Func<T, string?> idOf)
    {
        if (!cases.TryGetValue(key, out var kept))
            cases.Add(key, kept = []);
        if (kept.Count == 0 || (kept.Count == 1 && idOf(kept[0]) != idOf(item)))
            kept.Add(item);
    }

    private static (Sender Sender, Receiver Receiver, IpAddress Address)? Choose(List<Sender> from, List<(Receiver Receiver, IpAddress Address)> to)
    {
        foreach (var sender in from)
        {
            foreach (var (receiver, address) in to)
            {
                if (sender.After?.Id != receiver.After.Id)
                    return (sender, receiver, address);
            }
        }

        return null;
    }
}
