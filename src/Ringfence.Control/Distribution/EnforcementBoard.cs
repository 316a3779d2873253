using System.Collections.Immutable;
using Ringfence.Control.Writing;

namespace Ringfence.Control.Distribution;

/// <summary>What the agents enforce, as they reported it last. Reads are one volatile load; any thread may report.</summary>
public sealed class EnforcementBoard(TimeProvider clock)
{
    private readonly Latest<ImmutableDictionary<string, HostEnforcement>> _latest = new(ImmutableDictionary<string, HostEnforcement>.Empty);
    private readonly Lock _gate = new();

    /// <summary>The last report of each host that ever reported, by its name.</summary>
    public ImmutableDictionary<string, HostEnforcement> Hosts => _latest.Value;

    /// <summary>Takes a host's report in place of its earlier one (also when its revision is lower: an agent that starts again begins with what it had saved).</summary>
    public void Report(HostEnforcement enforcement)
    {
        lock (_gate)
            _latest.Publish(_latest.Value.SetItem(enforcement.Host, enforcement));
    }

    /// <summary>Waits until every named host enforces the revision, or a later one, without error.</summary>
    /// <returns>False when the time was up before.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public ValueTask<bool> WaitAsync(IReadOnlyCollection<string> hosts, long revision, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Enforce(Hosts, (hosts, revision)))
            return new ValueTask<bool>(true);
        return timeout <= TimeSpan.Zero ? new ValueTask<bool>(false) : WaitLongerAsync((hosts, revision), Enforce, timeout, cancellationToken);
    }

    /// <summary>Waits until a host has done what it can about a revision: enforces it or a later one, if not at every interface, or says what is wrong with the host.</summary>
    /// <returns>False when the time was up before.</returns>
    public ValueTask<bool> WaitForAttemptAsync(string host, long revision, TimeSpan timeout) => HasTried(Hosts, (host, revision))
        ? new ValueTask<bool>(true)
        : WaitLongerAsync((host, revision), HasTried, timeout, CancellationToken.None);

    private static bool HasTried(ImmutableDictionary<string, HostEnforcement> reports, (string Host, long Revision) wanted) =>
        reports.TryGetValue(wanted.Host, out var report) && (report.EnforcedRevision >= wanted.Revision || report.Error is not null);

    private static bool Enforce(ImmutableDictionary<string, HostEnforcement> reports, (IReadOnlyCollection<string> Hosts, long Revision) wanted)
    {
        foreach (string host in wanted.Hosts)
        {
            if (!reports.TryGetValue(host, out var report) || !report.Enforces(wanted.Revision))
                return false;
        }

        return true;
    }

    private async ValueTask<bool> WaitLongerAsync<TWanted>(
        TWanted wanted, Func<ImmutableDictionary<string, HostEnforcement>, TWanted, bool> condition, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timeUp = new CancellationTokenSource(timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeUp.Token, cancellationToken);
        try
        {
            await _latest.WaitAsync(wanted, condition, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (timeUp.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
