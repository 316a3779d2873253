using Ringfence.Datapath.Ebpf;
using Ringfence.Datapath.Nftables;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Threads;

namespace Ringfence.Datapath;

/// <summary>What an earlier process left in a network namespace.</summary>
public static class PreviousLife
{
    /// <summary>True when the kernel goes on enforcing what an earlier process, of either driver, brought into it; names that a driver left which had not come to a policy are nothing. To be asked before a driver is opened.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <exception cref="IOException">The namespace does not exist or may not be entered, or the kernel would not tell.</exception>
    public static async Task<bool> IsEnforcedAsync(string? networkNamespace)
    {
        using var thread = new NamespaceThread("ringfence-look", networkNamespace);
        return await thread.RunAsync(() => EbpfRemains.Enforce(BpfFs.DefaultMount, NamespaceScope.Current()) || NftablesRemains.Exist()).ConfigureAwait(false);
    }
}
