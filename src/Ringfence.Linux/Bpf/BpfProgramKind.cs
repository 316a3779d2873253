namespace Ringfence.Linux.Bpf;

/// <summary>Program types (enum bpf_prog_type) that are used here.</summary>
public enum BpfProgramKind
{
    /// <summary>BPF_PROG_TYPE_SCHED_CLS: tcx and clsact.</summary>
    Classifier = 3,

    /// <summary>BPF_PROG_TYPE_NETFILTER, kernel 6.4.</summary>
    Netfilter = 32,
}
