using Ringfence.Datapath.Ebpf;
using Ringfence.Linux.Bpf;
using Ringfence.Linux.Nftables;
using Ringfence.Linux.Threads;

namespace Ringfence.Datapath.Diagnosis;

/// <summary>What a host can enforce with and what of that is in the kernel of one network namespace. Looking changes nothing.</summary>
/// <param name="Kernel">The running kernel's release.</param>
/// <param name="Features">What was probed.</param>
/// <param name="Choice">What <c>auto</c> would choose here.</param>
/// <param name="InKernel">What of ours is in the kernel; empty: nothing, or it takes root to see.</param>
/// <param name="Foreign">What others have there that packets meet beside ours.</param>
public sealed record HostDiagnosis(
    string Kernel, IReadOnlyList<HostFeature> Features, DriverChoice Choice, IReadOnlyList<KernelObject> InKernel, IReadOnlyList<ForeignObject> Foreign)
{
    /// <summary>True when a driver can enforce here and nothing of ours is damaged or overruled.</summary>
    public bool IsSound => Choice.Driver is not null && InKernel.All(ours => ours.Problem is null) && Foreign.All(theirs => !theirs.Overrules);

    /// <summary>Looks.</summary>
    /// <param name="networkNamespace">A name as <c>ip netns</c> makes them, a path, or null for the process's own namespace.</param>
    /// <exception cref="IOException">The namespace does not exist or may not be entered, or the kernel refused to tell what it must.</exception>
    public static HostDiagnosis Read(string? networkNamespace)
    {
        using var thread = new NamespaceThread("ringfence-doctor", networkNamespace);
        return thread.RunAsync(Read).GetAwaiter().GetResult();
    }

    private static HostDiagnosis Read()
    {
        var root = new KernelFeature(
            "root", Environment.IsPrivilegedProcess ? FeatureState.Available : FeatureState.Missing, Environment.IsPrivilegedProcess ? "yes" : "run this as root to have the rest told");
        var ebpf = EbpfFeatures.Probe();
        var features = new List<KernelFeature> { root, NftProbes.BpfLibrary() };
        features.AddRange(ebpf);
        features.AddRange(NftProbes.All());
        var told = features.ConvertAll(HostFeature.Of);
        var choice = DriverChoice.Of(features, AutomaticDatapath.WhyNotEbpf(ebpf));
        string kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        if (root.State != FeatureState.Available)
            return new HostDiagnosis(kernel, told, choice, [], []);
        var (programs, foreignPrograms) = ProgramsInKernel.Read();
        var (tables, foreignTables) = TablesInKernel.Read();
        return new HostDiagnosis(kernel, told, choice, [.. programs, .. tables], [.. foreignPrograms, .. foreignTables]);
    }
}

/// <summary>Something of ours in the kernel.</summary>
/// <param name="Kind">maps, link, filter, guard or table.</param>
/// <param name="Name">Which.</param>
/// <param name="Detail">Where and what.</param>
/// <param name="Problem">What is wrong with it; null: nothing that can be seen.</param>
public sealed record KernelObject(string Kind, string Name, string Detail, string? Problem = null);

/// <summary>Something of others that packets meet beside ours.</summary>
/// <param name="Kind">program, filter or chain.</param>
/// <param name="Name">Which.</param>
/// <param name="Detail">Where, and what that means.</param>
/// <param name="Overrules">True: packets may pass by it that ours never sees. False: it can drop more, not accept more.</param>
public sealed record ForeignObject(string Kind, string Name, string Detail, bool Overrules);
