using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Trials;

/// <summary>One thing at a time: while a change is on trial, the only other change of its account is its end. So it can be undone as if it had never been.</summary>
internal static class TrialRule
{
    /// <summary>Where changes belong in the history: the end of a trial is where the trial is, wherever whoever ended it came in.</summary>
    public static Scope ScopeOf(World world, ImmutableArray<Change> changes, Scope caller)
    {
        var end = changes.OfType<Change.DeleteTrial>().FirstOrDefault();
        return end is not null && world.Trials.TryGetValue(end.Id, out var trial) ? trial.Scope : caller;
    }

    /// <summary>Why a command that changes something cannot be executed now; null when it can.</summary>
    public static Refusal? Against<TResult>(World world, ICommand<TResult> command, CommandContext context)
    {
        if (world.Trials.IsEmpty || !world.TryGetTrial(context.Scope.Account, out var trial) || command is ITrialEnd)
            return null;
        return new Refusal(
            RefusalKind.ChangeOnTrial,
            FormattableString.Invariant($"Revision {trial.Revision} waits for its confirmation until {trial.Deadline.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}. Until it is confirmed or reverted nothing else can be changed."));
    }
}
