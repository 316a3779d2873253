using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Addresses;

/// <summary>
/// Gathers, address by address, which sets contain it after a change: an address that joins three sets at once goes to its new class in one step, and no
/// class is made for a combination that never was.
/// </summary>
/// <param name="before">The combination of an address before the change.</param>
internal sealed class MemberChanges(Func<IpAddress, SetCombination> before)
{
    private readonly Dictionary<IpAddress, SetCombination> _changed = [];

    // Members come set by set and mostly make the same step; the object that came out of it is shared.
    private readonly Dictionary<(SetCombination From, int Ordinal, bool Joins), SetCombination> _steps = [];

    /// <summary>The changed addresses with the sets that contain them now.</summary>
    public Dictionary<IpAddress, SetCombination> Changed => _changed;

    /// <summary>Gathers the difference between two host policies.</summary>
    public static MemberChanges Between(
        HostPolicy earlier, PeerUniverse universeBefore, HostPolicy later, PeerUniverse universe, Func<IpAddress, SetCombination> before)
    {
        var changes = new MemberChanges(before);
        bool sameSetIds = universeBefore.SetIds == universe.SetIds;
        if (sameSetIds && ReferenceEquals(earlier.Sets, later.Sets))
            return changes;
        var known = sameSetIds ? null : universeBefore.SetIds.ToHashSet(StringComparer.Ordinal);
        foreach (string id in universe.SetIds)
        {
            var now = later.Sets[id];
            if (known is not null && !known.Remove(id))
                changes.AddAll(universe.Ordinals[id], now.Addresses, joins: true);
            else if (earlier.Sets[id] is var then && !ReferenceEquals(then, now))
                changes.Add(universe.Ordinals[id], now.Since(then));
        }

        foreach (string id in known ?? [])
            changes.AddAll(universe.Ordinals[id], earlier.Sets[id].Addresses, joins: false);
        return changes;
    }

    private void Add(int ordinal, AddressSetDelta delta)
    {
        AddAll(ordinal, delta.Added, joins: true);
        AddAll(ordinal, delta.Removed, joins: false);
    }

    private void AddAll(int ordinal, IReadOnlyCollection<IpAddress> addresses, bool joins)
    {
        _changed.EnsureCapacity(addresses.Count);
        SetCombination? lastFrom = null, lastTo = null;
        foreach (var address in addresses)
        {
            var from = _changed.TryGetValue(address, out var pending) ? pending : before(address);
            if (!ReferenceEquals(from, lastFrom))
                (lastFrom, lastTo) = (from, Step(from, ordinal, joins));
            _changed[address] = lastTo!;
        }
    }

    private SetCombination Step(SetCombination from, int ordinal, bool joins)
    {
        if (!_steps.TryGetValue((from, ordinal, joins), out var to))
            _steps.Add((from, ordinal, joins), to = joins ? from.With(ordinal) : from.Without(ordinal));
        return to;
    }
}
