using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control;

/// <summary>Reads and changes the world. Reads are one volatile load; changes queue behind one writer.</summary>
public interface IControlPlane
{
    /// <summary>The world at the last committed revision. Never blocks.</summary>
    World World { get; }

    /// <summary>Decides and commits a command. Returns when the change is durable and <see cref="World"/> shows it, or when it is refused.</summary>
    ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken);
}

/// <summary>What came of a command.</summary>
/// <param name="Status">Committed, refused, or why it could not be committed.</param>
/// <param name="Revision">The revision of the change; the world's current one when nothing had to change.</param>
/// <param name="Value">The answer when committed.</param>
/// <param name="Refusals">Every reason when refused.</param>
public sealed record Outcome<TResult>(OutcomeStatus Status, long Revision, TResult? Value, ImmutableArray<Refusal> Refusals)
{
    /// <summary>The guards that the change broke by force, a sentence each.</summary>
    public ImmutableArray<string> Overridden { get; init; } = [];
}

/// <summary>How a command ended.</summary>
public enum OutcomeStatus
{
    Committed,
    Refused,

    /// <summary>The disk is full; nothing changed.</summary>
    NoSpace,

    /// <summary>
    /// The journal failed for another reason, which is logged, or the writer has stopped. The change is not acknowledged, but it may have been made: after a fault of
    /// the disk that cannot be told before the journal is read again.
    /// </summary>
    Unavailable,

    /// <summary>The command threw: a bug, which is logged. Nothing changed.</summary>
    Failed,
}
