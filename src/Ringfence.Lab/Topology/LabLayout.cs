using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>How a station is joined to the host.</summary>
public enum LinkKind : byte
{
    /// <summary>A veth of its own; the host routes the station's addresses to it.</summary>
    Routed,

    /// <summary>The host's end of the veth is a port of a bridge.</summary>
    Bridged,

    /// <summary>The far end of the host's own NIC: the world outside.</summary>
    Uplink,
}

/// <summary>A machine of the laboratory: an instance, or the world outside.</summary>
/// <param name="Name">1 to 12 of <c>a-z0-9</c>; the host's end of its link is called <c>rf-NAME</c>.</param>
public sealed record StationLayout(string Name)
{
    /// <summary>How it is joined to the host.</summary>
    public LinkKind Link { get; init; } = LinkKind.Routed;

    /// <summary>The bridge of a bridged station: <c>br0</c>, <c>br1</c> … Each is a network of its own.</summary>
    public string Bridge { get; init; } = "br0";

    /// <summary>Its addresses, both families, first ones primary. Empty: one of each family is chosen. Bridged ones must lie in the bridge's subnet.</summary>
    public ImmutableArray<IpAddress> Addresses { get; init; } = [];

    /// <summary>
    /// When true the station's kernel does not have the addresses: it answers nothing, so that a probe is all there is of a flow. Probes can be sent from it
    /// and are captured at it all the same.
    /// </summary>
    public bool Silent { get; init; }

    /// <summary>When false the device does not exist until <see cref="LabStation.AttachAsync"/>.</summary>
    public bool Attached { get; init; } = true;
}

/// <summary>What to build. There is always one host and one station <c>outside</c> at the host's uplink.</summary>
public sealed record LabLayout
{
    /// <summary>The instances.</summary>
    public required ImmutableArray<StationLayout> Stations { get; init; }

    /// <summary>True when the outside answers nothing. See <see cref="StationLayout.Silent"/>.</summary>
    public bool SilentOutside { get; init; }

    /// <summary>A layout of stations that answer, routed.</summary>
    public static LabLayout Routed(params ReadOnlySpan<string> names) =>
        new() { Stations = [.. names.ToArray().Select(name => new StationLayout(name))] };

    /// <summary>A layout of stations that answer, on one bridge.</summary>
    public static LabLayout Bridged(params ReadOnlySpan<string> names) =>
        new() { Stations = [.. names.ToArray().Select(name => new StationLayout(name) { Link = LinkKind.Bridged })] };
}
