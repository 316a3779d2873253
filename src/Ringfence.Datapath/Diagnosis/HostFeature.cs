using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Diagnosis;

/// <summary>A probed feature and what it is good for.</summary>
/// <param name="Name">What was asked.</param>
/// <param name="State">available, missing or cannot tell.</param>
/// <param name="Detail">What was seen, for people.</param>
/// <param name="MinimumKernel">The first kernel that has it; null: every one that runs .NET, or it is no matter of the kernel's version.</param>
/// <param name="NeededBy">Who needs it, and when.</param>
public sealed record HostFeature(string Name, string State, string Detail, string? MinimumKernel, string NeededBy)
{
    private static readonly Dictionary<string, (string? Since, string NeededBy)> Known = new(StringComparer.Ordinal)
    {
        ["root"] = (null, "both drivers"),
        ["libbpf"] = (null, "ebpf"),
        ["bpf-jit"] = (null, "ebpf, for its speed"),
        ["kernel-btf"] = ("5.4", "ebpf, for the guard"),
        ["bpf-filesystem"] = ("4.4", "ebpf"),
        ["mapped-array"] = ("5.5", "ebpf"),
        ["ring-buffer"] = ("5.8", "ebpf"),
        ["tcx"] = ("6.6", "ebpf, or clsact"),
        ["clsact"] = ("4.5", "ebpf, where tcx is missing"),
        ["program"] = ("5.14", "ebpf"),
        ["guard"] = ("6.4", "ebpf, to have devices closed from their birth; or libnftables"),
        ["libnftables"] = (null, "nftables; ebpf, for the guard of bridge ports, and of all devices where there is no other"),
        ["nf_tables"] = ("3.13", "nftables"),
        ["conntrack"] = (null, "nftables"),
        ["br_netfilter"] = ("3.18", "nftables, for guests on a bridge"),
    };

    internal static HostFeature Of(KernelFeature feature)
    {
        string state = feature.State switch
        {
            FeatureState.Available => "available",
            FeatureState.Missing => "missing",
            _ => "cannot tell",
        };
        var (since, neededBy) = Known[feature.Name];
        return new HostFeature(feature.Name, state, feature.Detail, since, neededBy);
    }
}
