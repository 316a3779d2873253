using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>Guards, and what their checks look up.</content>
public sealed partial class World
{
    /// <summary>All guards of all scopes by id.</summary>
    public ImmutableDictionary<string, Guard> Guards { get; private init; } = ImmutableDictionary<string, Guard>.Empty;

    /// <summary>Interfaces by what decides their policy: scope, network and groups in order (<see cref="NetworkInterface.Binding"/>).</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> InterfacesByBinding { get; private init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>The bindings that a group occurs in, by group id.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> BindingsByGroup { get; private init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Of <see cref="InterfacesByBinding"/> those with a member address that somebody on the Internet can have. A binding without any is absent.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> PublicInterfacesByBinding { get; private init; } = ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>A guard of the scope.</summary>
    public bool TryGetGuard(Scope scope, string id, [NotNullWhen(true)] out Guard? guard) => Guards.TryGetValue(id, out guard) && guard.Scope == scope;
}
