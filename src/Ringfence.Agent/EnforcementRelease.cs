using Ringfence.Datapath;

namespace Ringfence.Agent;

/// <summary>Gives a host back: after this nothing of ours is in its kernel, and nothing is enforced.</summary>
public static class EnforcementRelease
{
    /// <summary>Removes everything that any agent has left behind. To be called when no agent runs: a running one would put its rules back.</summary>
    /// <exception cref="IOException">The kernel refused.</exception>
    public static async Task RunAsync(IDatapath datapath) => await datapath.ReleaseAsync().ConfigureAwait(false);
}
