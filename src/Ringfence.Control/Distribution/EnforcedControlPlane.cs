using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Distribution;

/// <summary>
/// A control plane that answers a change when one host enforces it, so that its caller's next packet meets the change: for the host whose agent is in this process, where that is a matter of a millisecond, and
/// of some more for the first changes after a start, whose code has not run before. The change is durable and everybody sees it before; the writer goes on, and nobody waits but its caller.
/// <list type="bullet">
/// <item>An answer waits for <see cref="Patience"/> at most, then it comes all the same.</item>
/// <item>A host that let an answer wait in vain delays no further one before it has caught up with that change; one that says that it cannot enforce delays none.</item>
/// <item>What is refused or failed, and what does not concern the host, is answered at once.</item>
/// <item>Cancelling does not end the wait: the change is made, and the caller gets its outcome.</item>
/// </list>
/// </summary>
/// <param name="control">Decides and commits.</param>
/// <param name="commits">What it has committed.</param>
/// <param name="board">Where the host reports to.</param>
/// <param name="host">The host.</param>
public sealed class EnforcedControlPlane(IControlPlane control, CommitFeed commits, EnforcementBoard board, string host) : IControlPlane
{
    private long _awaitedInVain;

    /// <summary>How long an answer waits for the host.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    public World World => control.World;

    /// <inheritdoc/>
    public async ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken)
    {
        var outcome = await control.ExecuteAsync(command, scope, origin, cancellationToken).ConfigureAwait(false);
        if (outcome.Status == OutcomeStatus.Committed && Concerns(outcome.Revision) && KeepsUp && !await board.WaitForAttemptAsync(host, outcome.Revision, Patience).ConfigureAwait(false))
            Volatile.Write(ref _awaitedInVain, outcome.Revision);
        return outcome;
    }

    private bool KeepsUp => board.Hosts.TryGetValue(host, out var report) && report.EnforcedRevision >= Volatile.Read(ref _awaitedInVain);

    /// <summary>False when the host's policy is of an earlier revision. A host without a policy may have had one before the change.</summary>
    private bool Concerns(long revision) => !commits.Follow().Current.Hosts.TryGetValue(host, out var policy) || policy.Revision >= revision;
}
