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
            return new DriverChoice("ebpf", $"its program loads, and there is a way to attach it{Guard(features)}");
        return Lacks(features, NeededByNftables) is { Length: > 0 } lacking
            ? new DriverChoice(null, $"not ebpf ({notEbpf}); not nftables ({lacking})")
            : new DriverChoice("nftables", $"not ebpf ({notEbpf})");
    }

    /// <summary>What is to be said of how eBPF keeps devices closed until it is attached to them.</summary>
    private static string Guard(IReadOnlyList<KernelFeature> features) => (Lacks(features, ["guard"]), Lacks(features, ["libnftables"])) switch
    {
        ({ Length: 0 }, _) => "",
        (var guard, { Length: 0 }) => $"; devices are closed from their birth by an nftables table ({guard})",
        var (guard, tables) => $"; but nothing keeps a device closed until it is attached ({guard}; {tables})",
    };

    private static string Lacks(IReadOnlyList<KernelFeature> features, string[] needed) => string.Join(
        "; ", features.Where(feature => needed.Contains(feature.Name) && feature.State != FeatureState.Available).Select(feature => $"{feature.Name}: {feature.Detail}"));
}
