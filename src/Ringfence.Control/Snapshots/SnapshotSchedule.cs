using Microsoft.Extensions.Logging;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Snapshots;

/// <summary>
/// Runs snapshot policies when something of them is due: at their times, and once an hour for what was kept long enough. Wakes when policies change. A time that passed while
/// the server was down is made up for once.
/// </summary>
public sealed partial class SnapshotSchedule : IAsyncDisposable
{
    private static readonly TimeSpan Sweep = TimeSpan.FromHours(1);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMinutes(1);

    private readonly ControlPlane _control;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _localTime;
    private readonly ILogger _logger;
    private readonly CommitFollower _follower;
    private readonly CancellationTokenSource _stopping = new();
    private readonly HashSet<long> _waitedFor = [];
    private readonly Task _running;

    private SnapshotSchedule(ControlPlane control, TimeProvider clock, TimeSpan localTime, ILogger logger)
    {
        _control = control;
        _clock = clock;
        _localTime = localTime;
        _logger = logger;
        _follower = control.Commits.Follow();
        _running = Task.Run(RunAsync);
    }

    /// <summary>Starts it.</summary>
    /// <param name="control">Where policies are and their commands go. To be disposed of after this.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="localTime">What the local time of backup times is ahead of UTC.</param>
    /// <param name="logger">Told what could not be done.</param>
    public static SnapshotSchedule Start(ControlPlane control, TimeProvider clock, TimeSpan localTime, ILogger<SnapshotSchedule> logger) =>
        new(control, clock, localTime, logger);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                bool done = await RunDueAsync().ConfigureAwait(false);
                var world = _control.World;
                await WaitAsync(world, NextTime(world, done)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>Runs every policy that has something due. False when one could not be run.</summary>
    private async Task<bool> RunDueAsync()
    {
        bool done = true;
        var world = _control.World;
        _waitedFor.IntersectWith(world.Trials.Values.Select(trial => trial.Revision));
        foreach (var policy in world.SnapshotPolicies.Values.Where(policy => RunSnapshotPolicy.IsDue(world, policy, _clock.GetUtcNow(), _localTime)))
        {
            var origin = new Origin("", "", Guid.NewGuid().ToString(), nameof(RunSnapshotPolicy));
            var outcome = await _control.ExecuteAsync(new RunSnapshotPolicy(policy.Id, _localTime, _clock.GetUtcNow()), policy.Scope, origin, _stopping.Token).ConfigureAwait(false);
            if (outcome.Status == OutcomeStatus.Committed)
                continue;
            done = false;
            if (outcome.Refusals is not [{ Kind: RefusalKind.ChangeOnTrial }])
                LogNotRun(policy.Id, outcome.Status);
            else if (world.TryGetTrial(policy.Scope.Account, out var trial) && _waitedFor.Add(trial.Revision))
                LogWaits(policy.Id, trial.Revision);
        }

        return done;
    }

    private DateTimeOffset NextTime(World world, bool done)
    {
        var now = _clock.GetUtcNow();
        var next = now + (done ? Sweep : RetryDelay);
        foreach (var policy in world.SnapshotPolicies.Values)
        {
            if (policy is { IsEnabled: true, Trigger: SnapshotTrigger.Time } && SnapshotCalendar.NextAfter(policy.Times, policy.TakenThrough, _localTime) is { } time && time < next)
                next = done || time > now ? time : next;
        }

        return next;
    }

    /// <summary>Waits until a time, or until policies are not those of a world any more.</summary>
    private async Task WaitAsync(World world, DateTimeOffset until)
    {
        var delay = until - _clock.GetUtcNow();
        if (delay <= TimeSpan.Zero)
            return;
        using var timeout = new CancellationTokenSource(delay, _clock);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _stopping.Token);
        try
        {
            while (_follower.Current.World.Revision < world.Revision || ReferenceEquals(_follower.Current.World.SnapshotPolicies, world.SnapshotPolicies))
                await _follower.NextAsync(waiting.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!_stopping.IsCancellationRequested)
        {
            // The time has come.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The snapshot policy {PolicyId} waits, as everything of its account does, for the end of the trial of revision {Revision}")]
    private partial void LogWaits(string policyId, long revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "The snapshot policy {PolicyId} could not be run ({Status}); it is tried again in a minute")]
    private partial void LogNotRun(string policyId, OutcomeStatus status);
}
