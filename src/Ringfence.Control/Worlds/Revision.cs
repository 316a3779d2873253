using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <summary>Who asked for a change, from where.</summary>
/// <param name="SecretId">The key pair's id.</param>
/// <param name="RemoteAddress">The caller's address, or "" when it is not a network caller.</param>
/// <param name="RequestId">The request's id.</param>
/// <param name="Action">The action's name, for the audit log and the history.</param>
public sealed record Origin(string SecretId, string RemoteAddress, string RequestId, string Action)
{
    /// <summary>The change goes through even where it breaks guards. Not part of the history: the audit log has what was overridden.</summary>
    public bool ForcesGuards { get; init; }
}

/// <summary>A committed change.</summary>
/// <param name="Number">Dense, from 1.</param>
/// <param name="At">When it was committed, UTC.</param>
/// <param name="Origin">Who, from where.</param>
/// <param name="Changes">What.</param>
public sealed record Revision(long Number, DateTimeOffset At, Origin Origin, ImmutableArray<Change> Changes)
{
    /// <summary>Whose objects it changed. Empty texts when nobody's in particular.</summary>
    public Scope Scope { get; init; } = new("", "");
}
