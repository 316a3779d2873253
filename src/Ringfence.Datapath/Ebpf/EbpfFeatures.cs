using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>What of the eBPF datapath this kernel can do; <c>ringfence doctor</c> shows it.</summary>
public static class EbpfFeatures
{
    /// <summary>All answers. Loads the programs with the smallest maps and lets them go again; attaches nothing.</summary>
    public static IReadOnlyList<KernelFeature> Probe() => [.. BpfProbes.All(), Program(), Guard()];

    /// <summary>Whether this datapath can enforce: its program loads and there is a way to attach it.</summary>
    public static bool Suffice(IReadOnlyList<KernelFeature> features) => Has(features, "program") && CanAttach(features);

    /// <summary>Whether a program that loads can be attached and outlive the agent.</summary>
    public static bool CanAttach(IReadOnlyList<KernelFeature> features) => Has(features, "bpf-filesystem") && (Has(features, "tcx") || Has(features, "clsact"));

    private static bool Has(IReadOnlyList<KernelFeature> features, string name) => features.Any(feature => feature.Name == name && feature.State == FeatureState.Available);

    private static KernelFeature Program() => Try("program", () => EbpfProgram.Load(EbpfSizes.Least).Dispose());

    private static KernelFeature Guard() => Try("guard", EbpfGuard.TryLoad);

    private static KernelFeature Try(string name, Action load)
    {
        try
        {
            load();
            return new KernelFeature(name, FeatureState.Available, "loaded");
        }
        catch (BpfLoadException refused)
        {
            return refused.IsPermission
                ? new KernelFeature(name, FeatureState.Unknown, "it takes root to load it")
                : new KernelFeature(name, FeatureState.Missing, refused.Message);
        }
        catch (DllNotFoundException missing)
        {
            return new KernelFeature(name, FeatureState.Missing, $"libbpf is not installed: {missing.Message}");
        }
    }
}
