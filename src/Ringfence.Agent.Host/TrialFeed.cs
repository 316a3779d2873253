using Ringfence.Agent.LastKnownGood;
using Ringfence.Agent.Trials;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Host;

/// <summary>A feed that has nothing until the time of what is on trial is over; then what was saved, whose way back the agent takes.</summary>
internal sealed class TrialFeed(SavedPolicy saved, TrialClock trials) : IHostPolicyFeed
{
    /// <summary>Timers stand still while the machine sleeps, so its clock is looked at again and again.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public HostPolicy? Current => ReferenceEquals(trials.Current(saved.Policy, out _), saved.Policy) ? null : saved.Policy;

    public async ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation)
    {
        if (revision >= saved.Policy.Revision || saved.Policy.Fallback is null)
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        while (ReferenceEquals(trials.Current(saved.Policy, out var left), saved.Policy))
            await Task.Delay(left is { } time && time < LookEvery ? time : LookEvery, cancellation).ConfigureAwait(false);
        return saved.Policy;
    }
}
