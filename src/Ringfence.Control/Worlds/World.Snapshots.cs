using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>Snapshots of groups.</content>
public sealed partial class World
{
    /// <summary>All snapshot policies of all scopes by id.</summary>
    public ImmutableDictionary<string, SnapshotPolicy> SnapshotPolicies { get; private init; } = ImmutableDictionary<string, SnapshotPolicy>.Empty;

    /// <summary>All snapshots of all scopes by id.</summary>
    public ImmutableDictionary<string, SnapshotFile> SnapshotFiles { get; private init; } = ImmutableDictionary<string, SnapshotFile>.Empty;

    /// <summary>The policy that a group is attached to, by group id. A group without one is absent.</summary>
    public ImmutableDictionary<string, string> SnapshotPolicyByGroup { get; private init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Snapshots by the group whose rules they keep.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> SnapshotFilesByGroup { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>Snapshots by the policy that took them.</summary>
    public ImmutableDictionary<string, ImmutableHashSet<string>> SnapshotFilesByPolicy { get; private init; } =
        ImmutableDictionary<string, ImmutableHashSet<string>>.Empty;

    /// <summary>A snapshot policy of the scope.</summary>
    public bool TryGetSnapshotPolicy(Scope scope, string id, [NotNullWhen(true)] out SnapshotPolicy? policy) =>
        SnapshotPolicies.TryGetValue(id, out policy) && policy.Scope == scope;
}
