using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Policy.Hosting;

/// <summary>
/// The addresses behind a peer that is not a literal, at one version. Immutable. A new version is made from an old one by adding and removing, and remembers
/// how, so that a consumer that holds an earlier version gets the difference in time proportional to the changes and not to the size: a group of
/// 100,000 members takes one more as fast as a group of ten.
/// </summary>
public sealed class AddressSet
{
    /// <summary>How many changes back a difference can be told without comparing the whole sets.</summary>
    public const int RememberedChanges = 4096;

    private readonly object _origin;
    private readonly Change? _lastChange;

    private AddressSet(string id, object origin, long version, ImmutableHashSet<IpAddress> addresses, Change? lastChange)
    {
        Id = id;
        _origin = origin;
        Version = version;
        Addresses = addresses;
        _lastChange = lastChange;
    }

    /// <summary>Identity within a host policy.</summary>
    public string Id { get; }

    /// <summary>The number of changes since <see cref="Create"/>.</summary>
    public long Version { get; }

    /// <summary>The addresses, both families.</summary>
    public ImmutableHashSet<IpAddress> Addresses { get; }

    /// <summary>A set with these addresses, at version 0 and without a past.</summary>
    public static AddressSet Create(string id, IEnumerable<IpAddress> addresses) =>
        new(id, new object(), 0, addresses.ToImmutableHashSet(), null);

    /// <summary>This set with one address more; the same object when it is there already.</summary>
    public AddressSet Add(IpAddress address)
    {
        var next = Addresses.Add(address);
        return ReferenceEquals(next, Addresses) ? this : With(next, new Change(Version + 1, address, _lastChange));
    }

    /// <summary>This set with one address less; the same object when it is not there.</summary>
    public AddressSet Remove(IpAddress address)
    {
        var next = Addresses.Remove(address);
        return ReferenceEquals(next, Addresses) ? this : With(next, new Change(Version + 1, address, _lastChange));
    }

    /// <summary>What must be added to and removed from <paramref name="earlier"/> to get this set. Each address occurs once at most.</summary>
    public AddressSetDelta Since(AddressSet earlier)
    {
        if (ReferenceEquals(earlier, this))
            return AddressSetDelta.None;
        return TryWalk(earlier) ?? new AddressSetDelta([.. Addresses.Except(earlier.Addresses)], [.. earlier.Addresses.Except(Addresses)]);
    }

    private AddressSet With(ImmutableHashSet<IpAddress> addresses, Change change)
    {
        // The chain is cut now and then, not kept to an exact length: cutting walks it once per RememberedChanges changes.
        if (change.Version % RememberedChanges == 0)
            change.Trim(RememberedChanges);
        return new AddressSet(Id, _origin, change.Version, addresses, change);
    }

    /// <summary>Follows the remembered changes back to the earlier version; null when they do not lead there (another past, a branch, or too long ago).</summary>
    private AddressSetDelta? TryWalk(AddressSet earlier)
    {
        if (!ReferenceEquals(_origin, earlier._origin))
            return null;
        var seen = new HashSet<IpAddress>();
        var added = new List<IpAddress>();
        var removed = new List<IpAddress>();
        for (var change = _lastChange; change is not null && change.Version > earlier.Version; change = change.Previous)
        {
            // Newest first: the first time an address is met, its final state is known from the two sets.
            if (seen.Add(change.Address))
            {
                bool before = earlier.Addresses.Contains(change.Address), now = Addresses.Contains(change.Address);
                if (now && !before)
                    added.Add(change.Address);
                else if (before && !now)
                    removed.Add(change.Address);
            }

            if (change.Version == earlier.Version + 1)
                return ReferenceEquals(change.Previous, earlier._lastChange) ? new AddressSetDelta([.. added], [.. removed]) : null;
        }

        return null;
    }

    private sealed class Change(long version, IpAddress address, Change? previous)
    {
        public long Version { get; } = version;

        public IpAddress Address { get; } = address;

        public Change? Previous { get; private set; } = previous;

        public void Trim(int keep)
        {
            var last = this;
            for (int i = 0; i < keep && last.Previous is not null; i++)
                last = last.Previous;
            last.Previous = null;
        }
    }
}

/// <summary>The difference between two versions of an address set.</summary>
/// <param name="Added">In the later, not in the earlier.</param>
/// <param name="Removed">In the earlier, not in the later.</param>
public sealed record AddressSetDelta(ImmutableArray<IpAddress> Added, ImmutableArray<IpAddress> Removed)
{
    /// <summary>No difference.</summary>
    public static AddressSetDelta None { get; } = new([], []);
}
