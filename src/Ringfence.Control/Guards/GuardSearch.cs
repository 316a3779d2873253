using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// Looks for a packet that a step lets reach where a guard says that none may. Exact: none is found exactly when no packet reaches that did not before. Only what gained is looked at: a packet that is new has a
/// receiver that accepts more, a sender that may send more, or an end that the guard did not mean before.
/// </summary>
internal sealed class GuardSearch
{
    private readonly GuardStep _step;
    private readonly GuardReading? _was;
    private readonly GuardReading _now;
    private readonly GuardPair _pair;

    /// <summary>Prepares the search for one guard.</summary>
    /// <param name="step">The step.</param>
    /// <param name="was">What the guard meant before it; null to look for any packet that reaches.</param>
    /// <param name="now">What it means after it.</param>
    public GuardSearch(GuardStep step, GuardReading? was, GuardReading now)
    {
        _step = step;
        _was = was;
        _now = now;
        _pair = new GuardPair(was, now);
    }

    /// <summary>True when the guard means something else than before: then everything is looked at.</summary>
    private bool IsWhole => !ReferenceEquals(_was, _now);

    private World World => _step.After.World;

    /// <summary>The first such packet; null when there is none.</summary>
    public GuardWitness? Find(CancellationToken cancellationToken = default)
    {
        foreach (var receivers in GainingReceivers())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (FromUnknown(receivers) is { } outside)
                return outside;
            foreach (var senders in SendersTo(receivers))
            {
                if (Between(senders, receivers) is { } found)
                    return found;
            }
        }

        if (IsWhole)
            return null;
        foreach (var senders in _step.ChangedSenders.Concat(_now.HasKnownSources ? _step.TouchedBindings.Select(_step.SendersOf) : []).Where(IsOfScope))
        {
            foreach (var receivers in ReceiversOf(senders))
            {
                if (Between(senders, receivers) is { } found)
                    return found;
            }
        }

        return null;
    }

    private bool IsOfScope(Senders senders) => senders.Network.Scope == _now.Guard.Scope;

    /// <summary>Those that may take in more than before.</summary>
    private IEnumerable<Receivers> GainingReceivers()
    {
        var bindings = IsWhole ? Targets() : _step.TouchedBindings.Where(MayBeTarget);
        return bindings.Select(_step.ReceiversOf).Concat(_step.ChangedReceivers)
            .Where(receivers => receivers.Network.Scope == _now.Guard.Scope && receivers.Members.Any(one => _now.To.Contains(one.After)));
    }

    /// <summary>The bindings that the guard's end may mean.</summary>
    private IEnumerable<string> Targets()
    {
        if (_now.To.All)
            return World.InterfacesByBinding.Keys;
        var ofInstances = _now.To.Instances.Where(World.Instances.ContainsKey).SelectMany(id => World.Instances[id].InterfaceIds).Where(World.Interfaces.ContainsKey).Select(id => World.Interfaces[id].Binding);
        return _now.To.Groups.SelectMany(BindingsOf).Concat(ofInstances).Distinct();
    }

    private bool MayBeTarget(string binding) => _now.To.All || _step.ReceiversOf(binding).Members.Any(one => _now.To.Contains(one.After));

    private ImmutableHashSet<string> BindingsOf(string group) => World.BindingsByGroup.GetValueOrDefault(group, []);

    /// <summary>Packets from addresses that no interface had or has.</summary>
    private GuardWitness? FromUnknown(Receivers receivers)
    {
        var accepted = Ingress(_step.After, receivers.After, []);
        bool gainsOnly = GainsOnly(receivers);
        var offending = gainsOnly ? _now.FromUnknownMore(_step.Gain(Ingress(_step.Before, receivers.GroupsBefore, []), accepted)) : _now.FromUnknown(accepted);
        if (offending.IsEmpty)
            return null;
        var before = !gainsOnly && _was is not null && receivers.Before is not null ? _was.FromUnknown(Ingress(_step.Before, receivers.GroupsBefore, [])) : PacketSet.None;
        foreach (var family in new[] { AddressFamily.IPv4, AddressFamily.IPv6 })
        {
            var targets = receivers.Members.Where(one => _now.To.Contains(one.After))
                .SelectMany(one => one.Destinations().Where(destination => destination.Address.Family == family), (one, destination) => (Receiver: one, destination.Address, IsNew: destination.IsNew || !Counted(one))).ToList();
            if (targets.Count == 0)
                continue;
            int fresh = targets.FindIndex(target => target.IsNew);
            var (receiver, address, _) = targets[Math.Max(fresh, 0)];
            if (FirstUnknown(fresh >= 0 ? offending : offending.Except(before), family, receivers.Network) is { } packet)
                return new GuardWitness(_now.Guard, packet.Far, null, receiver.Tell(address), receiver.After, packet.Protocol, packet.Port);
        }

        return null;
    }

    /// <summary>True when every one of the receivers was one that the guard meant, with the same addresses: then a packet that is new to them is one that their policies or the senders' accept more.</summary>
    private bool GainsOnly(Receivers receivers) => !IsWhole && receivers.Before is not null
        && (receivers.IsSteady || !receivers.Members.Any(one => _now.To.Contains(one.After) && (!Counted(one) || one.Destinations().Any(to => to.IsNew))));

    /// <summary>True when every one of the senders was a source that the guard meant and known here, if it is one now, and no address has left an interface, to which it may send now.</summary>
    private bool SendsOnly(Senders senders) => !IsWhole && (senders.IsSteady
        || (senders.After is not null && !senders.Members.Any(one => one.ChangesHands || IsNewSource(one))));

    private bool IsSource(Sender one) => _now.IsSource(one.Address, _now.SenderOf(one.Address, one.After));

    private bool IsNewSource(Sender one) => IsSource(one) && !_was!.IsSource(one.Address, _was.SenderOf(one.Address, one.Before));

    private bool Counted(Receiver receiver) => _was is not null && receiver.Before is { } before && _was.To.Contains(before);

    /// <summary>A packet of the set whose source no interface has, nor had: what an interface had and has no more is among the senders that changed.</summary>
    private SamplePacket? FirstUnknown(PacketSet packets, AddressFamily family, Network network)
    {
        if (packets.IsEmpty)
            return null;
        foreach (var block in packets.Blocks())
        {
            // As many steps as interfaces have addresses in a row, at most.
            foreach (var address in block.Addresses.Ranges.Where(range => range.Family == family).SelectMany(AddressesOf))
            {
                if (_step.After.HolderOf(network, address) is null && _step.Before.HolderOf(network, address) is null)
                    return block.Sample with { Far = address };
            }
        }

        return null;
    }

    /// <summary>The addresses of a range; the first one last where it would read like the name of a block.</summary>
    private static IEnumerable<IpAddress> AddressesOf(IpRange range)
    {
        bool isWide = range.Last.Value - range.First.Value > 2;
        for (var value = isWide ? range.First.Value + 1 : range.First.Value; ; value++)
        {
            yield return new IpAddress(range.Family, value);
            if (value == range.Last.Value)
                break;
        }

        if (isWide)
            yield return range.First;
    }

    /// <summary>Known senders that a gaining receiver may take in more of.</summary>
    private IEnumerable<Senders> SendersTo(Receivers receivers)
    {
        foreach (var senders in _step.ChangedSenders.Where(senders => senders.Network == receivers.Network))
            yield return senders;
        foreach (string binding in BindingsTo(receivers))
        {
            var senders = _step.SendersOf(binding);
            if (senders.Network == receivers.Network)
                yield return senders;
        }
    }

    private IEnumerable<string> BindingsTo(Receivers receivers)
    {
        var accepted = Ingress(_step.After, receivers.After, []);
        bool gainsOnly = GainsOnly(receivers);
        var gain = gainsOnly ? _step.Gain(Ingress(_step.Before, receivers.GroupsBefore, []), accepted) : accepted;
        if (_now.HasKnownSources && (gainsOnly ? _now.TakesInMore(gain) : _now.TakesIn(accepted)))
            return World.InterfacesByBinding.Keys;
        var named = _step.After.Peers(receivers.After, Direction.Ingress).Concat(_step.Before.Peers(receivers.GroupsBefore, Direction.Ingress)).Distinct().SelectMany(BindingsOf);
        if (!_now.HasKnownSources)
            named = named.Where(World.PublicInterfacesByBinding.ContainsKey);
        bool fromOutside = !(gainsOnly ? _now.FromUnknownMore(gain) : _now.FromUnknown(accepted)).IsEmpty;
        return (fromOutside ? named.Concat(World.PublicInterfacesByBinding.Keys) : named).Distinct();
    }

    /// <summary>
    /// Receivers that senders may reach with more than before: all, or those whose rules name a group of theirs, and those that theirs name; of senders that went, those that take in what nobody here sends.
    /// </summary>
    private IEnumerable<Receivers> ReceiversOf(Senders senders)
    {
        if (!senders.Members.Any(IsSource))
            return [];
        bool gained = senders.Members.Any(IsNewSource);
        var bindings = senders.After is not { } after ? _step.After.Exposed(_now)
            : gained || (senders.Before is { } before && _now.SendsMore(_step.Gain(Egress(_step.Before, before, []), Egress(_step.After, after, [])))) ? Targets()
            : _step.Near(senders).Where(MayBeTarget);
        return bindings.Select(_step.ReceiversOf).Where(receivers => receivers.Network == senders.Network);
    }

    private GuardWitness? Between(Senders senders, Receivers receivers)
    {
        var ingress = Ingress(_step.After, receivers.After, senders.GroupsAfter);
        // What was freed is an address that no interface has: its sources are not those of interfaces. What the Internet can have may be either.
        bool isUnknown = senders.After is null || senders.MayBeOutside;
        if (!(isUnknown && !_now.FromUnknown(ingress).IsEmpty) && (senders.After is null || !_now.TakesIn(ingress)))
            return null;
        var egress = senders.After is { } after ? Egress(_step.After, after, receivers.After) : PacketSet.All;
        if (!isUnknown && !_now.Sends(egress))
            return null;
        var ingressBefore = receivers.Before is { } groups ? Ingress(_step.Before, groups, senders.GroupsBefore) : PacketSet.None;
        var egressBefore = senders.Before is { } before ? Egress(_step.Before, before, receivers.GroupsBefore) : PacketSet.All;
        if (GainsOnly(receivers) && SendsOnly(senders) && !TakesInMore(senders, _step.Gain(ingressBefore, ingress)) && !_now.SendsMore(_step.Gain(egressBefore, egress)))
            return null;
        if (!senders.MayBeOutside)
            return _pair.Find(senders, receivers, (ingressBefore, egressBefore), (ingress, egress));
        foreach (var part in Parts(senders))
        {
            if (_pair.Find(part, receivers, (ingressBefore, part.Before is null ? PacketSet.All : egressBefore), (ingress, part.After is null ? PacketSet.All : egress)) is { } found)
                return found;
        }

        return null;
    }

    private bool TakesInMore(Senders senders, PacketSet gain) => _now.TakesInMore(gain) || (senders.MayBeOutside && !_now.FromUnknownMore(gain).IsEmpty);

    /// <summary>The senders by whether the guard takes them for those who have the addresses or for anybody.</summary>
    private IEnumerable<Senders> Parts(Senders senders) =>
        from one in senders.Members
        let taken = new Sender(one.Address, _was?.SenderOf(one.Address, one.Before), _now.SenderOf(one.Address, one.After))
        group taken by (IsKnownBefore: taken.Before is not null, IsKnown: taken.After is not null) into alike
        select senders with { Before = alike.Key.IsKnownBefore ? senders.Before : null, After = alike.Key.IsKnown ? senders.After : null, Members = [.. alike] };

    private static PacketSet Ingress(GuardView view, ImmutableArray<string> groups, ImmutableArray<string> far) => view.Accepted(groups, Direction.Ingress, far);

    private static PacketSet Egress(GuardView view, ImmutableArray<string> groups, ImmutableArray<string> far) => view.Accepted(groups, Direction.Egress, far);
}
