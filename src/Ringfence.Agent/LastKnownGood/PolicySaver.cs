using Microsoft.Extensions.Logging;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.LastKnownGood;

/// <summary>
/// Saves enforced policies behind the agent's back: the newest only, and never more than a tenth of the time. After a change it is on the disk within a fifth of a second, or ten times
/// what writing it takes; a process that is killed before that leaves an earlier policy behind, never a part of one.
/// </summary>
public sealed partial class PolicySaver : IAsyncDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);
    private const int PauseForWriting = 9;

    private readonly SavedPolicies _saved;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _knowing = new();
    private readonly Lock _writing = new();
    private readonly SemaphoreSlim _offered = new(0, 1);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _run;
    private HostPolicy? _newest;
    private HostPolicy? _heard;
    private bool _mayHoldTrials = true;
    private long _written = -1;

    /// <summary>Starts to wait for policies.</summary>
    public PolicySaver(SavedPolicies saved, TimeProvider time, ILogger logger)
    {
        (_saved, _time, _logger) = (saved, time, logger);
        _run = Task.Run(RunAsync);
    }

    /// <summary>Takes a policy that the kernel enforces; returns at once.</summary>
    public void Offer(HostPolicy policy)
    {
        if (Interlocked.Exchange(ref _newest, policy) is null)
            _offered.Release();
    }

    /// <summary>
    /// Saves a policy that is to be enforced, before anything else, when what is saved is wrong about the changes that wait for their confirmation. One that is older than another that this was
    /// given before stands for that: what is over does not come back. Waits for the disk only when a change is on trial, here or in what was saved: enforcing any other does not. Safe for any
    /// number of threads.
    /// </summary>
    /// <returns>What is durable when it returns. If that is not right, why is logged.</returns>
    public SavedTrials SaveTrials(HostPolicy policy)
    {
        lock (_knowing)
        {
            if (_heard is null || policy.Revision >= _heard.Revision)
                _heard = policy;
            if (_heard.Fallback is null && !_mayHoldTrials)
                return SavedTrials.Right;
        }

        lock (_writing)
        {
            policy = Newest();
            var before = _saved.Compare(policy);
            if (before == SavedTrials.Right)
            {
                Know(policy.Fallback is not null);
                return before;
            }

            // What waits is older; who waits for it finds this one.
            if (_newest is not null)
                _newest = policy;
            return TrySave(policy) ? SavedTrials.Right : before;
        }
    }

    /// <summary>Saves what is waiting, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        SaveNewest();
        _stopping.Dispose();
        _offered.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _offered.WaitAsync(_stopping.Token).ConfigureAwait(false);
                long start = _time.GetTimestamp();
                SaveNewest();
                var pause = _time.GetElapsedTime(start) * PauseForWriting;
                await Task.Delay(pause > ShortestPause ? pause : ShortestPause, _time, _stopping.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Disposed of.
        }
    }

    private void SaveNewest()
    {
        // Taken within the lock: what is written later is newer.
        lock (_writing)
        {
            if (Interlocked.Exchange(ref _newest, null) is { } policy)
                TrySave(policy);
        }
    }

    /// <summary>The newest that was heard of. From here on until its trials are known to be on the disk, or not to be, whoever brings a newer one waits.</summary>
    private HostPolicy Newest()
    {
        lock (_knowing)
        {
            _mayHoldTrials = true;
            return _heard!;
        }
    }

    private void Know(bool mayHoldTrials)
    {
        lock (_knowing)
            _mayHoldTrials = mayHoldTrials;
    }

    private bool TrySave(HostPolicy policy)
    {
        if (policy.Revision < _written)
            return true;
        if (policy.Fallback is not null)
            Know(mayHoldTrials: true);
        try
        {
            _saved.Write(policy);
            _written = policy.Revision;
            Know(policy.Fallback is not null);
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // But for what is on trial, enforcement does not depend on it; the next change tries again.
            LogNotSaved(_logger, policy.Revision, fault.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Revision {Revision} could not be saved for the next start: {Reason}")]
    private static partial void LogNotSaved(ILogger logger, long revision, string reason);
}
