using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Which flows have expired at one moment. A packet may be stamping a flow that is about to expire: a slot is freed a margin later than the program lets the flow expire, so
/// nobody is.
/// </summary>
internal sealed class FlowExpiry
{
    private readonly uint _now;
    private readonly uint[] _ages = new uint[KernelHost.States];

    /// <summary>Looks at the clock.</summary>
    public FlowExpiry(EbpfProgram program)
    {
        _now = program.Now();
        ref var host = ref program.Host;
        for (int i = 0; i < _ages.Length; i++)
            _ages[i] = host.Ages[i] + host.AgeMargin;
    }

    /// <summary>Whether a flow's slot may be freed.</summary>
    public bool IsOver(KernelFlow flow) => (int)(_now - flow.Seen) > (int)_ages[(int)KernelFlow.State(flow.Condition)];
}
