using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Guards;

/// <summary>
/// What a guard means in one world, and what it makes of packet sets, each computed once as long as the set and the meaning stay. Not for two threads at once.
/// </summary>
internal sealed class GuardReading
{
    /// <summary>More sets than this are forgotten together: a guard meets a few for each binding.</summary>
    private const int MostKept = 10_000;

    private readonly PacketSet _unknown;
    private readonly PacketSet _known;
    private readonly PacketSet _sent;
    private readonly Dictionary<PacketSet, PacketSet> _fromUnknown = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PacketSet, bool> _takesIn = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<PacketSet, bool> _sends = new(ReferenceEqualityComparer.Instance);

    private GuardReading(Guard guard, EndReading from, EndReading except, EndReading to)
    {
        Guard = guard;
        From = from;
        Except = except;
        To = to;
        Services = ServicePoints.Of(guard.ServiceSet);
        _sent = PacketSet.Of(AddressRanges.Everywhere, guard.ServiceSet);
        _known = PacketSet.Of(from.IsAnywhere ? AddressRanges.Everywhere : from.Ranges, guard.ServiceSet).Except(PacketSet.Of(except.All ? AddressRanges.Everywhere : except.Ranges, ServiceSet.Of(Service.Any)));
        _unknown = Unknown(from, guard.ServiceSet).Except(Unknown(except, ServiceSet.Of(Service.Any)));
    }

    /// <summary>The guard.</summary>
    public Guard Guard { get; }

    /// <summary>Who may not reach.</summary>
    public EndReading From { get; }

    /// <summary>Who may all the same.</summary>
    public EndReading Except { get; }

    /// <summary>Who may not be reached.</summary>
    public EndReading To { get; }

    /// <summary>Its services.</summary>
    public ServicePoints Services { get; }

    /// <summary>True when an interface known here can be one that may not reach.</summary>
    public bool HasKnownSources => From.MayBeKnown;

    /// <summary>Reads a guard.</summary>
    public static GuardReading Of(Guard guard, World world) => new(
        guard, EndReading.Of(guard.From, world, guard.Scope), EndReading.Of(guard.Except, world, guard.Scope), EndReading.Of(guard.To, world, guard.Scope));

    /// <summary>True when both readings of one guard mean the same.</summary>
    public bool IsSame(GuardReading other) => ReferenceEquals(Guard, other.Guard) && From.IsSame(other.From) && Except.IsSame(other.Except) && To.IsSame(other.To);

    /// <summary>Whether packets from an address may not reach.</summary>
    /// <param name="address">The source.</param>
    /// <param name="holder">The interface that has it; null when none known here does.</param>
    public bool IsSource(IpAddress address, NetworkInterface? holder) => From.Contains(address, holder) && !Except.Contains(address, holder);

    /// <summary>
    /// Who sends what comes from an address, as far as the guard may believe it. With an address of the Internet somebody there can send, whoever is registered with it here: where the guard forbids that, neither
    /// the groups nor the egress of the one that is registered take anything out of it.
    /// </summary>
    /// <param name="address">The source.</param>
    /// <param name="holder">The interface that has it; null when none known here does.</param>
    public NetworkInterface? SenderOf(IpAddress address, NetworkInterface? holder) => holder is not null && Outside.Contains(address) && IsSource(address, null) ? null : holder;

    /// <summary>What a policy accepts of the guard's services from its sources, were they addresses that no interface here has.</summary>
    public PacketSet FromUnknown(PacketSet accepted)
    {
        if (!_fromUnknown.TryGetValue(accepted, out var offending))
        {
            Trim(_fromUnknown);
            _fromUnknown.Add(accepted, offending = accepted.Intersect(_unknown));
        }

        return offending;
    }

    /// <summary>The same of what it accepts more than before: small, and asked once.</summary>
    public PacketSet FromUnknownMore(PacketSet gain) => gain.Intersect(_unknown);

    /// <summary>False when an ingress policy accepts nothing of the guard's services from any address that an interface among its sources can have.</summary>
    public bool TakesIn(PacketSet ingress) => Overlap(ingress, _known, _takesIn);

    /// <summary>False when an egress policy accepts nothing of the guard's services.</summary>
    public bool Sends(PacketSet egress) => Overlap(egress, _sent, _sends);

    /// <summary>The same of what an ingress policy accepts more than before: small, and asked once.</summary>
    public bool TakesInMore(PacketSet gain) => gain.Overlaps(_known);

    /// <summary>The same of what an egress policy accepts more than before.</summary>
    public bool SendsMore(PacketSet gain) => gain.Overlaps(_sent);

    private static bool Overlap(PacketSet accepted, PacketSet meant, Dictionary<PacketSet, bool> known)
    {
        if (!known.TryGetValue(accepted, out bool overlap))
        {
            Trim(known);
            known.Add(accepted, overlap = accepted.Overlaps(meant));
        }

        return overlap;
    }

    private static PacketSet Unknown(EndReading end, ServiceSet services) => PacketSet.Of(end.All || end.Outside ? AddressRanges.Everywhere : end.Ranges, services);

    private static void Trim<T>(Dictionary<PacketSet, T> kept)
    {
        if (kept.Count >= MostKept)
            kept.Clear();
    }
}
