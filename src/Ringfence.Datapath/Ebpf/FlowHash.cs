using System.Runtime.InteropServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>rf_hash_flow of bpf/flows.h: where a flow is at home.</summary>
internal readonly struct FlowHash
{
    private const ulong Multiplier = 0xd6e8feb86659fd93;

    private readonly uint[] _secret;
    private readonly uint _mask;

    /// <summary>With the host's secret.</summary>
    public FlowHash(EbpfProgram program)
    {
        _secret = ((ReadOnlySpan<uint>)program.Host.Secret)[..10].ToArray();
        _mask = program.Sizes.FlowSlots - 1;
    }

    /// <summary>The slot that is a flow's home.</summary>
    public int Home(KernelFlowKey key)
    {
        ulong h = 0;
        var words = MemoryMarshal.Cast<KernelFlowKey, uint>(new ReadOnlySpan<KernelFlowKey>(in key));
        for (int i = 0; i < words.Length; i += 2)
            h += (ulong)(words[i] + _secret[i]) * (words[i + 1] + _secret[i + 1]);
        h = (h ^ (h >> 32)) * Multiplier;
        h = (h ^ (h >> 32)) * Multiplier;
        return (int)((uint)(h >> 24) & _mask);
    }
}
