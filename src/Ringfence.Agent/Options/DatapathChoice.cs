namespace Ringfence.Agent.Options;

/// <summary>Which driver enforces on this host.</summary>
public enum DatapathChoice
{
    /// <summary>eBPF where the kernel can, else nftables; none when this process may use neither, and the ready line says so.</summary>
    Automatic,

    /// <summary>Nothing is enforced here.</summary>
    None,

    /// <summary>nftables, or no start.</summary>
    Nftables,

    /// <summary>eBPF programs at the devices, or no start.</summary>
    Ebpf,

    /// <summary>The same, attached by clsact also where the kernel has tcx: as on a kernel before 6.6.</summary>
    EbpfByClsact,
}
