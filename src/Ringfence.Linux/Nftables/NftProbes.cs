using System.Runtime.InteropServices;
using Ringfence.Linux.Bpf;

namespace Ringfence.Linux.Nftables;

/// <summary>Finds out what the nftables driver rests on, and changes nothing. On a thread of the network namespace in question.</summary>
public static class NftProbes
{
    /// <summary>The library, the kernel's tables, connection tracking, and the switch for frames on bridges.</summary>
    public static IReadOnlyList<KernelFeature> All() => [Library(), Tables(), Conntrack(), BridgeFilter()];

    /// <summary>Whether libbpf can be loaded.</summary>
    public static KernelFeature BpfLibrary() => Library("libbpf", "libbpf.so.1", "Debian: libbpf1");

    private static KernelFeature Library() => Library("libnftables", "libnftables.so.1", "Debian: libnftables1");

    private static KernelFeature Library(string name, string file, string package)
    {
        if (!NativeLibrary.TryLoad(file, out nint handle))
            return new KernelFeature(name, FeatureState.Missing, $"{file} cannot be loaded ({package})");
        NativeLibrary.Free(handle);
        return new KernelFeature(name, FeatureState.Available, file);
    }

    private static KernelFeature Tables()
    {
        const string name = "nf_tables";
        if (!Environment.IsPrivilegedProcess)
            return new KernelFeature(name, FeatureState.Unknown, "it takes root to ask");
        try
        {
            using var nft = new NftContext();
            return nft.Query("list tables") is not null
                ? new KernelFeature(name, FeatureState.Available, "tables can be listed")
                : new KernelFeature(name, FeatureState.Missing, "the kernel does not list tables");
        }
        catch (DllNotFoundException)
        {
            return new KernelFeature(name, FeatureState.Unknown, "it takes libnftables to ask");
        }
    }

    private static KernelFeature Conntrack() => Loaded("conntrack", "/proc/sys/net/netfilter/nf_conntrack_max", "CONFIG_NF_CONNTRACK", "it is loaded when a rule asks for it");

    /// <summary>The module is not loaded by itself.</summary>
    private static KernelFeature BridgeFilter() => File.Exists("/proc/sys/net/bridge/bridge-nf-call-iptables")
        ? new KernelFeature("br_netfilter", FeatureState.Available, "/proc/sys/net/bridge")
        : new KernelFeature("br_netfilter", FeatureState.Missing, "not loaded (modprobe br_netfilter)");

    private static KernelFeature Loaded(string name, string path, string option, string otherwise)
    {
        if (File.Exists(path))
            return new KernelFeature(name, FeatureState.Available, path);
        return KernelConfiguration.Read() switch
        {
            null => new KernelFeature(name, FeatureState.Unknown, $"{path} does not exist, and the kernel's configuration cannot be read"),
            var configuration when configuration.Contains(option) => new KernelFeature(name, FeatureState.Available, $"{option}: {otherwise}"),
            _ => new KernelFeature(name, FeatureState.Missing, $"the kernel was built without {option}"),
        };
    }
}
