using Ringfence.Policy.Hosting;

namespace Ringfence.Agent;

/// <summary>Where an agent gets what its host enforces.</summary>
public interface IHostPolicyFeed
{
    /// <summary>The newest policy; null until this side is in step with the control plane. An agent touches nothing before.</summary>
    HostPolicy? Current { get; }

    /// <summary>Completes with a policy whose revision is higher than the given one, at once if there is one.</summary>
    ValueTask<HostPolicy> WaitForNewerAsync(long revision, CancellationToken cancellation);
}
