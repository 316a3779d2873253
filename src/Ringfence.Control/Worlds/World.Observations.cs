using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Ringfence.Control.Worlds;

/// <content>Changes that are watched before they are made.</content>
public sealed partial class World
{
    /// <summary>All observations of all scopes by id.</summary>
    public ImmutableDictionary<string, PolicyObservation> Observations { get; private init; } = ImmutableDictionary<string, PolicyObservation>.Empty;

    /// <summary>An observation of the scope.</summary>
    public bool TryGetObservation(Scope scope, string id, [NotNullWhen(true)] out PolicyObservation? observation) =>
        Observations.TryGetValue(id, out observation) && observation.Scope == scope;

    /// <summary>What watches a group that is in observe mode; null when nothing does.</summary>
    public PolicyObservation? ObservationOf(string groupId) => Observations.Values.FirstOrDefault(one => one.SecurityGroupId == groupId);

    private sealed partial class Builder
    {
        private readonly ImmutableDictionary<string, PolicyObservation>.Builder _observations = before.Observations.ToBuilder();
    }
}
