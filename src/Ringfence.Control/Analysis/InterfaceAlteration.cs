using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Analysis;

/// <summary>What decides at an interface beside the rules: where it is enforced, and what it may send from.</summary>
[Flags]
public enum AlteredParts
{
    None = 0,

    /// <summary>The host that enforces it.</summary>
    Host = 1,

    /// <summary>The device there.</summary>
    Device = 2,

    /// <summary>How the device stands to the instance.</summary>
    Role = 4,

    /// <summary>The private addresses that it may send from.</summary>
    Addresses = 8,

    /// <summary>The MAC address that it may send from.</summary>
    MacAddress = 16,

    /// <summary>Whether it may send from its own addresses only.</summary>
    SourceCheck = 32,
}

/// <summary>An interface of which something changes that decides about packets whatever the rules say.</summary>
/// <param name="Before">The interface before.</param>
/// <param name="After">The interface after.</param>
/// <param name="Parts">What changes.</param>
public sealed record InterfaceAlteration(NetworkInterface Before, NetworkInterface After, AlteredParts Parts)
{
    /// <summary>True when every conversation of now ends in its flow table: it is enforced elsewhere or another way round from then on.</summary>
    public bool EndsFlows => (Parts & (AlteredParts.Host | AlteredParts.Device | AlteredParts.Role)) != 0;

    /// <summary>Every interface of a scope that is in both worlds and is altered, in the order of the ids.</summary>
    public static ImmutableArray<InterfaceAlteration> Between(World before, World after, Scope scope) =>
    [
        .. from was in before.Interfaces.Values
           where was.Scope == scope
           let isNow = after.Interfaces.GetValueOrDefault(was.Id)
           where isNow is not null && isNow.Scope == scope && !ReferenceEquals(was, isNow)
           let parts = Compare(was, isNow)
           where parts != AlteredParts.None
           orderby was.Id
           select new InterfaceAlteration(was, isNow, parts),
    ];

    private static AlteredParts Compare(NetworkInterface was, NetworkInterface isNow) =>
        (was.Host == isNow.Host ? 0 : AlteredParts.Host)
        | (was.Device == isNow.Device ? 0 : AlteredParts.Device)
        | (was.Role == isNow.Role ? 0 : AlteredParts.Role)
        | (was.MemberAddresses.ToHashSet().SetEquals(isNow.MemberAddresses) ? 0 : AlteredParts.Addresses)
        | (was.Mac == isNow.Mac ? 0 : AlteredParts.MacAddress)
        | (was.SourceCheck == isNow.SourceCheck ? 0 : AlteredParts.SourceCheck);
}
