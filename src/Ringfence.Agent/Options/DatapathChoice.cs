namespace Ringfence.Agent.Options;

/// <summary>Which driver enforces on this host.</summary>
public enum DatapathChoice
{
    /// <summary>nftables when this process may use it, else none, and the ready line says so.</summary>
    Automatic,

    /// <summary>Nothing is enforced here.</summary>
    None,

    /// <summary>nftables, or no start.</summary>
    Nftables,

    /// <summary>eBPF programs at the devices, or no start.</summary>
    Ebpf,
}
