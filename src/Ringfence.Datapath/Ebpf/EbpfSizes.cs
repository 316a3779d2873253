using System.Numerics;
using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// How large the program's maps are: fixed when they are made, memory that is taken at once. All powers of two. What does not fit is refused before anything is applied.
/// </summary>
public sealed record EbpfSizes
{
    /// <summary>The defaults.</summary>
    public static EbpfSizes Default { get; } = new();

    /// <summary>The least that loads, for a program that judges nothing.</summary>
    internal static EbpfSizes Least { get; } = new() { FlowSlots = 64, ArenaBytes = 1 << 16, FragmentSlots = 16, Interfaces = 16, Rules = 16, EventBytes = 4096 };

    /// <summary>Flows; 64 bytes each. Size for twice the flows that are expected. Default 262,144 (16 MiB).</summary>
    public uint FlowSlots { get; init; } = 1 << 18;

    /// <summary>Most flows of one interface, so that no guest fills the table for the others; at it, a new flow takes the place of an unconfirmed one of the same interface or is refused. Default: half the table.</summary>
    public uint InterfaceFlows { get => field == 0 ? FlowSlots / 2 : field; init; }

    /// <summary>Bytes for policies and addresses. Up to 16,777,216 times 16. Default 32 MiB.</summary>
    public uint ArenaBytes { get; init; } = 1 << 25;

    /// <summary>Fragmented datagrams on their way; 64 bytes each. Default 4,096.</summary>
    public uint FragmentSlots { get; init; } = 1 << 12;

    /// <summary>Interfaces; 16 bytes each; at most 65,536. Default 4,096.</summary>
    public uint Interfaces { get; init; } = 1 << 12;

    /// <summary>Different rules of the host whose hits are counted; 24 bytes a CPU each. Default 65,536.</summary>
    public uint Rules { get; init; } = 1 << 16;

    /// <summary>Bytes of the buffer for samples. Default 256 KiB.</summary>
    public uint EventBytes { get; init; } = 1 << 18;

    /// <summary>Bytes of the flow table, and behind it of the count of each interface's flows.</summary>
    internal uint FlowBytes => (FlowSlots * (uint)Unsafe.SizeOf<KernelFlow>()) + (Interfaces * sizeof(uint));

    /// <exception cref="ArgumentException">A size is no power of two or out of its bounds.</exception>
    internal void Validate()
    {
        Check(FlowSlots, 64, 1u << 22, nameof(FlowSlots));
        Check(ArenaBytes, 1 << 16, 1u << 28, nameof(ArenaBytes));
        Check(FragmentSlots, 16, 1 << 20, nameof(FragmentSlots));
        Check(Interfaces, 16, 1 << 16, nameof(Interfaces));
        Check(Rules, 16, 1 << 22, nameof(Rules));
        Check(EventBytes, 4096, 1 << 26, nameof(EventBytes));
    }

    private static void Check(uint size, uint least, uint most, string name)
    {
        if (!BitOperations.IsPow2(size) || size < least || size > most)
            throw new ArgumentException($"{name} is a power of two from {least} to {most}, not {size}.");
    }
}
