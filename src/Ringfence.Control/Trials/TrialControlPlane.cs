using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Trials;

/// <summary>A control plane on which every change is on trial. One caller at a time.</summary>
/// <param name="control">Where the changes go.</param>
/// <param name="within">How long they may wait for their confirmation.</param>
public sealed class TrialControlPlane(IControlPlane control, TimeSpan within) : IControlPlane
{
    /// <inheritdoc/>
    public World World => control.World;

    /// <summary>The revision of the last change; null before there is one.</summary>
    public long? LastRevision { get; private set; }

    /// <inheritdoc/>
    public async ValueTask<Outcome<TResult>> ExecuteAsync<TResult>(ICommand<TResult> command, Scope scope, Origin origin, CancellationToken cancellationToken)
    {
        var outcome = await control.ExecuteAsync(new OnTrial<TResult>(command, within), scope, origin, cancellationToken).ConfigureAwait(false);
        if (outcome.Status == OutcomeStatus.Committed)
            LastRevision = outcome.Revision;
        return outcome;
    }
}
