using Ringfence.Control.Writing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Control.Distribution;

/// <summary>
/// What one host enforces, as it changes. A slow consumer gets the newest and never a queue. Every committed revision reaches it, also those that change
/// nothing for the host, so that it can acknowledge them. Safe for any number of threads.
/// </summary>
public sealed class HostSubscription : IDisposable
{
    private readonly Latest<HostPolicy> _latest;
    private Action? _unsubscribe;

    internal HostSubscription(Latest<HostPolicy> latest, Action unsubscribe)
    {
        _latest = latest;
        _unsubscribe = unsubscribe;
    }

    /// <summary>The newest policy. One volatile load.</summary>
    public HostPolicy Current => _latest.Value;

    /// <summary>The newest policy, once it is of a later revision.</summary>
    public ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellationToken)
    {
        var current = Current;
        return current.Revision > revision
            ? new ValueTask<HostPolicy>(current)
            : _latest.WaitAsync(revision, static (policy, seen) => policy.Revision > seen, cancellationToken);
    }

    /// <summary>Ends the subscription: it gets nothing more, and waits that are under way end by their cancellation only.</summary>
    public void Dispose() => Interlocked.Exchange(ref _unsubscribe, null)?.Invoke();
}
