using Ringfence.Agent.LastKnownGood;
using Ringfence.Policy.Hosting;

namespace Ringfence.Agent.Host;

/// <summary>A feed that has what was saved, and never anything newer.</summary>
internal sealed class SavedFeed(SavedPolicy saved) : IHostPolicyFeed
{
    public HostPolicy? Current => saved.State is SavedPolicyState.Whole or SavedPolicyState.Closed ? saved.Policy : null;

    public async ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        throw new OperationCanceledException(cancellation);
    }
}

/// <summary>Nobody listens to an agent alone; what goes wrong is in its log.</summary>
internal sealed class SilentReporter : IEnforcementReporter
{
    public void Report(EnforcementReport report)
    {
    }
}
