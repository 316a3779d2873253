using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Trials;

/// <summary>
/// Undoes changes that were not confirmed in time, as revisions of their own. The time runs by a clock that nobody can set; over a restart by that of the wall, but never longer than
/// the change was given.
/// </summary>
public sealed partial class TrialSchedule : IAsyncDisposable
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ControlPlane _control;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly CommitFollower _follower;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<long, (long Seen, TimeSpan Left)> _seen = [];
    private ImmutableDictionary<string, Trial> _looked = ImmutableDictionary<string, Trial>.Empty;
    private Task _running = Task.CompletedTask;

    private TrialSchedule(ControlPlane control, TimeProvider clock, ILogger logger)
    {
        _control = control;
        _clock = clock;
        _logger = logger;
        _follower = control.Commits.Follow();
    }

    /// <summary>Starts it. When it returns, what became due while nobody was here is undone, or what prevents it is logged and it is tried again and again.</summary>
    /// <param name="control">Where trials are and their ends go. To be disposed of after this.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Told of every change that is undone.</param>
    public static async Task<TrialSchedule> StartAsync(ControlPlane control, TimeProvider clock, ILogger<TrialSchedule> logger)
    {
        var schedule = new TrialSchedule(control, clock, logger);
        var wait = await schedule.EndDueAsync().ConfigureAwait(false);
        schedule._running = Task.Run(() => schedule.RunAsync(wait));
        return schedule;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan wait)
    {
        try
        {
            while (true)
            {
                await WaitAsync(wait).ConfigureAwait(false);
                wait = await EndDueAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Undoes what is due.</summary>
    /// <returns>When to look again, should nothing happen before.</returns>
    private async Task<TimeSpan> EndDueAsync()
    {
        var next = Timeout.InfiniteTimeSpan;
        _looked = _control.World.Trials;
        Forget();
        foreach (var trial in _looked.Values)
        {
            var left = Left(trial);
            if (left <= TimeSpan.Zero)
            {
                if (await EndAsync(trial).ConfigureAwait(false))
                    continue;
                left = RetryDelay;
            }

            next = next == Timeout.InfiniteTimeSpan || left < next ? left : next;
        }

        return next;
    }

    private async Task<bool> EndAsync(Trial trial)
    {
        var origin = new Origin("", "", Guid.NewGuid().ToString(), nameof(RevertTrial));
        var outcome = await _control.ExecuteAsync(new RevertTrial(trial.Revision), trial.Scope, origin, _stopping.Token).ConfigureAwait(false);
        switch (outcome.Status)
        {
            case OutcomeStatus.Committed:
                LogReverted(trial.Revision, outcome.Revision);
                return true;
            case OutcomeStatus.Refused:
                // Ended by somebody meanwhile.
                return true;
            default:
                LogNotReverted(trial.Revision, outcome.Status);
                return false;
        }
    }

    /// <summary>What ended, whoever ended it, needs no time any more.</summary>
    private void Forget()
    {
        foreach (long gone in _seen.Keys.Except(_looked.Values.Select(trial => trial.Revision)).ToArray())
            _seen.Remove(gone);
    }

    private TimeSpan Left(Trial trial)
    {
        if (!_seen.TryGetValue(trial.Revision, out var seen))
        {
            var left = trial.Deadline - _clock.GetUtcNow();
            _seen[trial.Revision] = seen = (_clock.GetTimestamp(), left < trial.Within ? left : trial.Within);
        }

        return seen.Left - _clock.GetElapsedTime(seen.Seen);
    }

    /// <summary>Waits for a time, or until trials are not those that were looked at.</summary>
    private async Task WaitAsync(TimeSpan time)
    {
        using var timeout = new CancellationTokenSource(time, _clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            while (ReferenceEquals(_control.World.Trials, _looked))
                await _follower.NextAsync(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Trial} was not confirmed in time; it is undone by revision {Revision}")]
    private partial void LogReverted(long trial, long revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Trial} was not confirmed in time and could not be undone ({Status}); it is tried again in a second")]
    private partial void LogNotReverted(long trial, OutcomeStatus status);
}
