using System.Collections.Immutable;
using System.Globalization;

namespace Ringfence.Control.Worlds;

/// <summary>A change that is undone unless it is confirmed in time. An account has one at most, and while it has, its other changes are refused. Immutable.</summary>
public sealed record Trial
{
    /// <summary>Who made it, and the region it was made in.</summary>
    public required Scope Scope { get; init; }

    /// <summary>The revision that is on trial.</summary>
    public required long Revision { get; init; }

    /// <summary>How long it may wait for its confirmation.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>When that is over, by the control plane's clock at the change.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>What was before it: a put or a deletion for each document that it changed.</summary>
    public required ImmutableArray<Change> Undo { get; init; }

    /// <summary>Its document's id.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"trial-{Revision}");
}
