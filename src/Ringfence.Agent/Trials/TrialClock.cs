using System.Collections.Immutable;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Trials;

/// <summary>
/// How long changes may still wait for their confirmation on this host. A change's time begins when this host hears of it first, and is no longer than the change was given, whatever
/// happens to the clock of the wall and however often the agent starts. A change that a start of the machine has come over is over: it does not come back unasked.
/// Safe for any number of threads.
/// </summary>
/// <param name="boot">The clock that times run by.</param>
/// <param name="wall">The clock that the control plane's deadlines are compared with, once.</param>
public sealed class TrialClock(IBootClock boot, TimeProvider wall)
{
    private readonly Lock _lock = new();
    private ImmutableDictionary<long, TimeSpan> _ends = ImmutableDictionary<long, TimeSpan>.Empty;

    /// <summary>
    /// What to enforce now of a policy: the policy, or what it falls back to when its time is over. Of several changes none outlives its time, though it is undone behind others by the
    /// control plane's clock: those go with it, and come back when the control plane says so.
    /// </summary>
    /// <param name="policy">As it was distributed.</param>
    /// <param name="left">How long until that changes; null: it does not by itself.</param>
    public HostPolicy Current(HostPolicy policy, out TimeSpan? left)
    {
        left = null;
        if (policy.Fallback is null)
            Forget();
        while (policy.Fallback is { } fallback)
        {
            left = FirstEndOf(fallback) - boot.Elapsed;
            if (left > TimeSpan.Zero)
                return policy;
            (policy, left) = (fallback.Policy, null);
        }

        return policy;
    }

    /// <summary>What to enforce of a policy when nobody will be there to end what is on trial: nothing that is.</summary>
    public static HostPolicy Confirmed(HostPolicy policy) => policy.Fallback is { } fallback ? Confirmed(fallback.Policy) : policy;

    /// <summary>When a change's time is over, for a later life of the agent.</summary>
    internal SavedEnd Save(HostFallback fallback) => new(boot.BootId, EndOf(fallback));

    /// <summary>Takes over from an earlier life of the agent.</summary>
    internal void Restore(long revision, SavedEnd end)
    {
        lock (_lock)
            _ends = _ends.SetItem(revision, end.BootId == boot.BootId ? end.End : TimeSpan.Zero);
    }

    private void Forget()
    {
        lock (_lock)
            _ends = _ends.Clear();
    }

    private TimeSpan FirstEndOf(HostFallback chain)
    {
        var first = EndOf(chain);
        for (var later = chain.Policy.Fallback; later is not null; later = later.Policy.Fallback)
        {
            var end = EndOf(later);
            first = end < first ? end : first;
        }

        return first;
    }

    private TimeSpan EndOf(HostFallback fallback)
    {
        lock (_lock)
        {
            if (!_ends.TryGetValue(fallback.Revision, out var end))
            {
                var left = fallback.Deadline - wall.GetUtcNow();
                end = boot.Elapsed + (left < fallback.Within ? left : fallback.Within);
                _ends = _ends.SetItem(fallback.Revision, end);
            }

            return end;
        }
    }
}

/// <summary>When a change's time is over, by the clock of one start of the machine.</summary>
internal readonly record struct SavedEnd(string BootId, TimeSpan End);
