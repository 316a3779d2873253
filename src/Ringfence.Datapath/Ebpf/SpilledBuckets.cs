using System.Collections;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Forgets of buckets that flows of theirs are in other buckets, where none is left: else after one flood every packet without a flow would look through those for ever. A flow can be in many places, so it takes
/// a look at every slot: a bucket's bit goes when no flow of it was met elsewhere, and its word's number says that none has gone elsewhere since the look began.
/// </summary>
internal sealed class SpilledBuckets(EbpfProgram program)
{
    private readonly FlowTable _flows = new(program);
    private readonly FlowHash _hash = new(program);
    private readonly uint[] _before = new uint[program.Sizes.FlowSlots / KernelFlow.Ways];
    private readonly BitArray _homes = new((int)program.Sizes.FlowSlots / KernelFlow.Ways);
    private bool _isWorthIt;

    private Span<uint> Words => program.Overflow.At<uint>(0, _before.Length);

    /// <summary>A look at every slot begins; what was seen until now does not count.</summary>
    public void Begin()
    {
        _isWorthIt = false;
        var words = Words;
        for (int i = 0; i < words.Length; i++)
        {
            _before[i] = Volatile.Read(ref words[i]);
            _isWorthIt |= KernelOverflow.Spilled(_before[i]) != 0;
        }

        // No slot is looked at before its bucket's word.
        Interlocked.MemoryBarrier();
        _homes.SetAll(false);
    }

    /// <summary>Looks at a part of the slots, whole buckets.</summary>
    public void Look(int first, int count)
    {
        // A slot in which a writer is belongs to nobody knows whom.
        if (_isWorthIt)
            _isWorthIt = _flows.TryVisit(first, count, (slot, key) =>
            {
                int bucket = _hash.Home(key) / KernelFlow.Ways;
                if (bucket != slot / KernelFlow.Ways)
                    _homes[bucket] = true;
            });
    }

    /// <summary>Every slot was looked at.</summary>
    public void End()
    {
        var words = Words;
        for (int i = 0; _isWorthIt && i < words.Length; i++)
        {
            uint word = Volatile.Read(ref words[i]);
            if (KernelOverflow.Spilled(_before[i]) != 0 && !_homes[i] && KernelOverflow.Number(word) == KernelOverflow.Number(_before[i]))
                Interlocked.CompareExchange(ref words[i], KernelOverflow.WithoutSpilled(word), word);
        }
    }
}
