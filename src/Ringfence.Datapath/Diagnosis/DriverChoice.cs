using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Diagnosis;

/// <summary>What <c>--datapath auto</c> chooses on a host with these features.</summary>
/// <param name="Driver">ebpf or nftables; null: neither can enforce, or it cannot be told.</param>
/// <param name="Reason">Why.</param>
public sealed record DriverChoice(string? Driver, string Reason)
{
    private static readonly string[] NeededByNftables = ["libnftables", "nf_tables", "conntrack"];

    /// <summary>Chooses.</summary>
    /// <param name="features">All answers.</param>
    /// <param name="notEbpf">What keeps eBPF from being chosen; null: nothing.</param>
    internal static DriverChoice Of(IReadOnlyList<KernelFeature> features, string? notEbpf)
    {
        if (Lacks(features, ["root"]).Length > 0)
            return new DriverChoice(null, "enforcement needs root (CAP_NET_ADMIN)");
        if (notEbpf is null)
            return new DriverChoice("ebpf", "its program loads, and there is a way to attach it");
        return Lacks(features, NeededByNftables) is { Length: > 0 } lacking
            ? new DriverChoice(null, $"not ebpf ({notEbpf}); not nftables ({lacking})")
            : new DriverChoice("nftables", $"not ebpf ({notEbpf})");
    }

    private static string Lacks(IReadOnlyList<KernelFeature> features, string[] needed) => string.Join(
        "; ", features.Where(feature => needed.Contains(feature.Name) && feature.State != FeatureState.Available).Select(feature => $"{feature.Name}: {feature.Detail}"));
}
