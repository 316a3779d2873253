using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation;

namespace Ringfence.Datapath.Ebpf;

/// <summary>Members that go to classes which mean what they meant before, or to none.</summary>
/// <param name="Set">New members, and members with another class.</param>
/// <param name="Removed">Addresses that are in no set any more: their prefix decides.</param>
internal sealed record AddressMoves(ImmutableArray<(IpAddress Host, int Class)> Set, ImmutableArray<IpAddress> Removed)
{
    /// <summary>Nobody moves.</summary>
    public static AddressMoves None { get; } = new([], []);

    /// <summary>How many move.</summary>
    public int Count => Set.Length + Removed.Length;

    /// <summary>Everybody who moves, with the new class; 0: none.</summary>
    public IEnumerable<(IpAddress Host, int Class)> All => Set.Concat(Removed.Select(host => (host, 0)));

    /// <summary>The moves that make one classifier of another; null: classes or prefixes changed too, and it must be written anew.</summary>
    public static AddressMoves? Of(ClassifierDelta delta) =>
        delta is { PrefixesSet.IsEmpty: true, PrefixesRemoved.IsEmpty: true, NewClasses.IsEmpty: true, RedefinedClasses.IsEmpty: true }
            ? new AddressMoves(delta.HostsSet, delta.HostsRemoved)
            : null;

    /// <summary>Whether anybody moves of whom this is true.</summary>
    public bool Any(Func<IpAddress, bool> which)
    {
        foreach (var (host, _) in Set)
        {
            if (which(host))
                return true;
        }

        foreach (var host in Removed)
        {
            if (which(host))
                return true;
        }

        return false;
    }
}
