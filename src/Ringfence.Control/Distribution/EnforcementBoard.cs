using System.Collections.Immutable;

namespace Ringfence.Control.Distribution;

/// <summary>What the agents report. Reads are one volatile load.</summary>
public sealed class EnforcementBoard(TimeProvider time)
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<string, HostEnforcement> _hosts = ImmutableDictionary<string, HostEnforcement>.Empty;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The last report of each host.</summary>
    public ImmutableDictionary<string, HostEnforcement> Hosts => Volatile.Read(ref _hosts);

    /// <summary>Takes a report.</summary>
    public void Report(HostEnforcement report)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            Volatile.Write(ref _hosts, _hosts.SetItem(report.Host, report));
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    /// <summary>Waits until all named hosts enforce the revision without error. False when the time is over first.</summary>
    public async ValueTask<bool> WaitAsync(
        IReadOnlyCollection<string> hosts, long revision, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(over.Token, cancellationToken);
        while (true)
        {
            Task changed;
            lock (_lock)
                changed = _changed.Task;
            if (hosts.All(host => Hosts.TryGetValue(host, out var report) && report.Error is null && report.EnforcedRevision >= revision))
                return true;
            try
            {
                await changed.WaitAsync(either.Token);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }
}

/// <summary>What one host enforces.</summary>
public sealed record HostEnforcement(
    string Host, string Driver, long EnforcedRevision, DateTimeOffset Since, string? Error, ImmutableDictionary<string, InterfaceEnforcement> Interfaces);

/// <summary>What is enforced on one interface.</summary>
public sealed record InterfaceEnforcement(long EnforcedRevision, DateTimeOffset Since, bool DevicePresent, string? Error);
