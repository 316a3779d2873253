namespace Ringfence.Datapath.Ebpf;

/// <summary>How guests' devices are closed from their birth until the programs are attached to them. Frames of bridges are guarded by an nftables table in every case but <see cref="None"/>.</summary>
public enum GuardBy
{
    /// <summary>By a program at the netfilter hooks (kernel 6.4), or by a table where the kernel has no such programs. The program costs every routed packet 70 to 85 ns.</summary>
    Best = 0,

    /// <summary>By an nftables table, as on kernels without netfilter programs: 190 ns for a packet from one guarded device to another.</summary>
    Table = 1,

    /// <summary>Not at all: a device is open until the programs are attached to it.</summary>
    None = 2,
}
