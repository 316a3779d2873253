using System.Collections.Immutable;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Guards;

/// <summary>An address that packets come from, with the interface that had it and the one that has it.</summary>
internal readonly record struct Sender(IpAddress Address, NetworkInterface? Before, NetworkInterface? After)
{
    /// <summary>True when the interface that had it has it no more.</summary>
    public bool ChangesHands => Before is not null && Before.Id != After?.Id;
}

/// <summary>Senders of one network whose egress is decided alike, in both worlds.</summary>
/// <param name="Network">The network.</param>
/// <param name="Before">The groups that they were bound to; null: no interface had the addresses, and nothing is known of who sends.</param>
/// <param name="After">The groups that they are bound to; null likewise.</param>
/// <param name="Members">The addresses.</param>
internal sealed record Senders(Network Network, ImmutableArray<string>? Before, ImmutableArray<string>? After, IEnumerable<Sender> Members)
{
    public ImmutableArray<string> GroupsBefore => Before ?? [];

    public ImmutableArray<string> GroupsAfter => After ?? [];

    /// <summary>True when none of them changed; their policies may have.</summary>
    public bool IsSteady { get; init; }

    /// <summary>True when one of the addresses can be that of somebody on the Internet too.</summary>
    public bool MayBeOutside { get; init; }
}

/// <summary>An interface that packets go to, as it is and, when it is the same network, as it was.</summary>
internal readonly record struct Receiver(NetworkInterface? Before, NetworkInterface After)
{
    /// <summary>Stands for the address of an interface that has none: what comes to its device is judged all the same.</summary>
    private static readonly ImmutableArray<IpAddress> Unknown = [new(AddressFamily.IPv4, 0), new(AddressFamily.IPv6, 0)];

    /// <summary>True when it has no address: then no interface known here can send to it by one.</summary>
    public bool HasNoAddress => !After.MemberAddresses.Any();

    /// <summary>The addresses by which packets reach it, and whether they were its own before.</summary>
    public IEnumerable<(IpAddress Address, bool IsNew)> Destinations()
    {
        var before = Before is null ? [] : AddressesOf(Before).ToList();
        return AddressesOf(After).Select(address => (address, !before.Contains(address)));
    }

    /// <summary>The address to be told; null for one that stands for none.</summary>
    public IpAddress? Tell(IpAddress address) => HasNoAddress ? null : address;

    private static IEnumerable<IpAddress> AddressesOf(NetworkInterface one) => one.MemberAddresses.Any() ? one.MemberAddresses : Unknown;
}

/// <summary>Interfaces of one network whose ingress is decided alike, in both worlds.</summary>
/// <param name="Network">The network.</param>
/// <param name="Before">The groups that they were bound to; null: they were not there.</param>
/// <param name="After">The groups that they are bound to.</param>
/// <param name="Members">The interfaces.</param>
internal sealed record Receivers(Network Network, ImmutableArray<string>? Before, ImmutableArray<string> After, IEnumerable<Receiver> Members)
{
    public ImmutableArray<string> GroupsBefore => Before ?? [];

    /// <summary>True when none of them changed; their policies may have.</summary>
    public bool IsSteady { get; init; }
}
