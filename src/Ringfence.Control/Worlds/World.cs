using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Worlds;

/// <summary>
/// Everything at one revision. Immutable: the world at a revision never changes, the next one shares what stayed. Look-ups by id answer for one scope only,
/// so that no caller can forget the account or the region. Made by a fold over revisions alone.
/// </summary>
public sealed partial class World
{
    /// <summary>The world before the first change.</summary>
    public static World Empty { get; } = new();

    /// <summary>The revision that made this world; 0 for the empty one.</summary>
    public long Revision { get; private init; }

    /// <summary>All groups of all scopes by id. For distribution and indexes; requests use the scoped look-ups.</summary>
    public ImmutableDictionary<string, SecurityGroup> Groups { get; private init; } = ImmutableDictionary<string, SecurityGroup>.Empty;

    /// <summary>All instances of all scopes by id.</summary>
    public ImmutableDictionary<string, Instance> Instances { get; private init; } = ImmutableDictionary<string, Instance>.Empty;

    /// <summary>All interfaces of all scopes by id.</summary>
    public ImmutableDictionary<string, NetworkInterface> Interfaces { get; private init; } = ImmutableDictionary<string, NetworkInterface>.Empty;

    /// <summary>Interfaces bound to a group, by group id. A group nobody is bound to is absent.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> InterfacesByGroup { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Other groups whose rules name a group as peer, by the named group's id. Self-references are not listed (reference A.5).</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> ReferencesByGroup { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Interfaces by the host that carries them.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> InterfacesByHost { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Group ids by scope.</summary>
    public ImmutableDictionary<Scope, ImmutableHashSet<string>> GroupsByScope { get; private init; } =
        ImmutableDictionary<Scope, ImmutableHashSet<string>>.Empty;

    /// <summary>How many resources of each kind are bound to a group, by group id. A group nobody is bound to is absent.</summary>
    public ImmutableDictionary<string, GroupUsage> UsageByGroup { get; private init; } = ImmutableDictionary<string, GroupUsage>.Empty;

    /// <summary>Interfaces that claim a device of a host; never more than one, as long as every change went through the commands.</summary>
    public ImmutableDictionary<DeviceKey, ImmutableHashSet<string>> InterfacesByDevice { get; private init; } =
        ImmutableDictionary<DeviceKey, ImmutableHashSet<string>>.Empty;

    /// <summary>Interfaces by private address; one each, as long as every change went through the commands.</summary>
    public ImmutableDictionary<AddressKey, ImmutableHashSet<string>> InterfacesByAddress { get; private init; } =
        ImmutableDictionary<AddressKey, ImmutableHashSet<string>>.Empty;

    /// <summary>The highest rule id given so far; ids are never given again.</summary>
    public long LastRuleId { get; private init; }

    /// <summary>A group of the scope.</summary>
    public bool TryGetGroup(Scope scope, string id, [NotNullWhen(true)] out SecurityGroup? group) =>
        Groups.TryGetValue(id, out group) && group.Scope == scope;

    /// <summary>An instance of the scope.</summary>
    public bool TryGetInstance(Scope scope, string id, [NotNullWhen(true)] out Instance? instance) =>
        Instances.TryGetValue(id, out instance) && instance.Scope == scope;

    /// <summary>The interface that has a private address in a network of the scope; null when none does.</summary>
    public NetworkInterface? HolderOf(Scope scope, string vpcId, IpAddress address) =>
        InterfacesByAddress.TryGetValue(new AddressKey(scope, vpcId, address), out var holders) && holders.FirstOrDefault() is { } id ? Interfaces[id] : null;

    /// <summary>An interface of the scope.</summary>
    public bool TryGetInterface(Scope scope, string id, [NotNullWhen(true)] out NetworkInterface? networkInterface) =>
        Interfaces.TryGetValue(id, out networkInterface) && networkInterface.Scope == scope;
}
