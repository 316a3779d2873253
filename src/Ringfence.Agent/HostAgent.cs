using Microsoft.Extensions.Logging;
using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Datapath;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent;

/// <summary>
/// Keeps one host's datapath at the newest revision: applies each newer policy, tries again after failures with growing pauses, puts rules back that somebody
/// removed, follows devices that come and go, goes back from a change that is not confirmed in time, and reports all of it. Disposing it stops the keeping, not the enforcing.
/// </summary>
public sealed partial class HostAgent : IAsyncDisposable
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly IHostPolicyFeed _feed;
    private readonly IDatapath _datapath;
    private readonly EnforcementJournal _journal;
    private readonly ILogger _logger;
    private readonly PolicySaver? _saver;
    private readonly TrialClock _trials;
    private readonly AgentSignals _signals = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;
    private readonly Task _feeding;
    private readonly ITimer _checks;
    private readonly ITimer _retries;
    private readonly ITimer _deadlines;
    private TimeSpan _pause = FirstPause;
    private bool _isFailing;
    private HostPolicy? _enforced;
    private HostPolicy? _last;
    private HostPolicy? _newest;
    private long _fallenBackFrom;

    /// <summary>Starts the agent.</summary>
    /// <param name="feed">What to enforce.</param>
    /// <param name="datapath">What enforces it. The agent does not dispose it.</param>
    /// <param name="reporter">Who is told.</param>
    /// <param name="trials">How long changes that are on trial have left.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">For what a person should know.</param>
    /// <param name="saver">Keeps what is enforced for the next start; null: nobody does. The agent does not dispose it.</param>
    public HostAgent(
        IHostPolicyFeed feed, IDatapath datapath, IEnforcementReporter reporter, TrialClock trials, TimeProvider time, ILogger<HostAgent> logger, PolicySaver? saver = null)
    {
        (_feed, _datapath, _trials, _logger, _saver) = (feed, datapath, trials, logger, saver);
        _journal = new EnforcementJournal(datapath.Name, reporter, time);
        _retries = time.CreateTimer(_ => _signals.Raise(AgentSignal.Retry), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _deadlines = time.CreateTimer(_ => _signals.Raise(AgentSignal.Deadline), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _checks = time.CreateTimer(_ => _signals.Raise(AgentSignal.Check), null, CheckEvery, CheckEvery);
        datapath.DevicesChanged += OnDevicesChanged;
        _feeding = Task.Run(FeedAsync);
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _datapath.DevicesChanged -= OnDevicesChanged;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loop, _feeding).ConfigureAwait(false);
        await _checks.DisposeAsync().ConfigureAwait(false);
        await _retries.DisposeAsync().ConfigureAwait(false);
        await _deadlines.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void OnDevicesChanged() => _signals.Raise(AgentSignal.Devices);

    private async Task FeedAsync()
    {
        try
        {
            var policy = _feed.Current;
            while (true)
            {
                policy ??= await _feed.WaitForNewerAsync(-1, _stopping.Token).ConfigureAwait(false);
                Volatile.Write(ref _newest, policy);
                _signals.Raise(AgentSignal.Policy);

                // However long the kernel takes for what came before: that a change was confirmed is on the disk now.
                _saver?.SaveTrials(policy);
                policy = await _feed.WaitForNewerAsync(policy.Revision, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            // Without a feed the last revision stays enforced; the loop goes on keeping it.
            LogFeedFailed(_logger, e);
            _journal.Failed(e.Message);
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
                await HandleAsync(await _signals.TakeAsync(_stopping.Token).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
    }

    private async Task HandleAsync(AgentSignal signal)
    {
        if (Volatile.Read(ref _newest) is not { } newest)
            return;
        if (_isFailing && (signal & AgentSignal.Check) != 0)
        {
            await KeepLastAsync().ConfigureAwait(false);
            // The newest is tried again at its own pace.
            if (signal == AgentSignal.Check)
                return;
        }

        try
        {
            // The way back is on the disk before the change is in the kernel, and gone from it before a confirmation is: a killed agent's successor must not be wrong about that.
            var saved = _saver?.SaveTrials(newest) ?? SavedTrials.Right;
            var policy = saved == SavedTrials.TooFew ? TrialClock.Confirmed(newest) : Choose(newest);
            bool mustApply = !ReferenceEquals(policy, _enforced) || (signal & AgentSignal.Devices) != 0;
            if (!mustApply && await _datapath.CheckAsync().ConfigureAwait(false))
                return;
            if (!mustApply)
                _journal.Damaged();
            var result = await _datapath.ApplyAsync(policy).ConfigureAwait(false);
            _last = policy;
            _journal.Applied(policy, result, _datapath.Devices, Shortcoming(saved));
            if (saved != SavedTrials.Right)
            {
                TryAgain();
                return;
            }

            _enforced = policy;
            (_isFailing, _pause) = (false, FirstPause);
            _saver?.Offer(newest);
        }
        catch (Exception e)
        {
            // Whatever it was, the kernel still enforces what it had; giving up is the one thing that an agent may not do.
            if (e is IOException)
                LogRefused(_logger, newest.Revision, e.Message, _pause);
            else
                LogApplyFailed(_logger, newest.Revision, _pause, e);
            _journal.Failed(e.Message);
            TryAgain();
        }
    }

    /// <summary>
    /// While the newest cannot be enforced: what was enforced last is looked after as ever, and put back when somebody took it off. That it was is what is reported until the newest is tried again.
    /// </summary>
    private async Task KeepLastAsync()
    {
        try
        {
            if (await _datapath.CheckAsync().ConfigureAwait(false) || _last is null)
                return;
            _journal.Damaged();
            // Not applied as if nothing newer were known: interfaces that only the newest has are closed, and the last knows nothing of them.
            await _datapath.RestoreAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The next check tries it again; the pause before the newest's next try is not this one's to change.
            LogNotKept(_logger, _last?.Revision ?? 0, e);
        }
    }

    private void TryAgain()
    {
        (_enforced, _isFailing) = (null, true);
        _retries.Change(_pause, Timeout.InfiniteTimeSpan);
        _pause = _pause * 2 < LongestPause ? _pause * 2 : LongestPause;
    }

    private static string? Shortcoming(SavedTrials saved) => saved switch
    {
        SavedTrials.TooFew => "A change waits for its confirmation and its way back could not be saved, so this host enforces what it did before the change.",
        SavedTrials.TooMany => "The end of a change's wait could not be saved: should this process end, an agent on standby would undo the change at its deadline.",
        _ => null,
    };

    /// <summary>What of the newest policy is to be enforced now. Whatever becomes of the timer when the machine sleeps, the check of every second comes here too.</summary>
    private HostPolicy Choose(HostPolicy newest)
    {
        var policy = _trials.Current(newest, out var left);
        if (left is { } time)
            _deadlines.Change(time, Timeout.InfiniteTimeSpan);
        if (!ReferenceEquals(policy, newest) && newest.Fallback!.Revision != _fallenBackFrom)
            LogNotConfirmed(_logger, _fallenBackFrom = newest.Fallback.Revision);
        return policy;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Revision {Revision} was not confirmed in time: this host enforces what it did before it.")]
    private static partial void LogNotConfirmed(ILogger logger, long revision);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision} could not be enforced: {Reason} What was enforced before still is. Next try in {Pause}.")]
    private static partial void LogRefused(ILogger logger, long revision, string reason, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision} could not be enforced; what was enforced before still is. Next try in {Pause}.")]
    private static partial void LogApplyFailed(ILogger logger, long revision, TimeSpan pause, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Whether the kernel still holds revision {Revision}, which was enforced last, could not be seen or put right.")]
    private static partial void LogNotKept(ILogger logger, long revision, Exception exception);

    [LoggerMessage(Level = LogLevel.Critical, Message = "The feed of policies ended; the last revision stays enforced.")]
    private static partial void LogFeedFailed(ILogger logger, Exception exception);
}
