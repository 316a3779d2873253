using System.Runtime.CompilerServices;
using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The flow table as user space sees it: a scan of shared memory, no system call for a flow. The protocol is that of bpf/flows.h.</summary>
internal sealed class FlowTable(EbpfProgram program)
{
    private const ulong Busy = 1ul << 32;
    private const int MostSpins = 100;

    private Span<KernelFlow> Slots => program.Flows.At<KernelFlow>(0, (int)program.Sizes.FlowSlots);

    /// <summary>How many slots there are.</summary>
    public int Count => (int)program.Sizes.FlowSlots;

    /// <summary>Copies of the flows that are whole at the moment they are read, and to which the filter says yes.</summary>
    public List<KernelFlow> Read(Func<KernelFlow, bool>? filter = null) => Read(0, Count, filter);

    /// <summary>The same of a part of the table.</summary>
    public List<KernelFlow> Read(int first, int count, Func<KernelFlow, bool>? filter = null)
    {
        var found = new List<KernelFlow>();
        foreach (ref var slot in Slots.Slice(first, count))
        {
            if (slot.Key.Family != 0 && TryCopy(ref slot, out var flow) && filter?.Invoke(flow) != false)
                found.Add(flow);
        }

        return found;
    }

    /// <summary>Removes flows; how many.</summary>
    public int Remove(Func<KernelFlow, bool> which) => Remove(0, Count, which);

    /// <summary>Removes flows of a part of the table; how many. A packet that has passed meanwhile keeps its flow: what was decided was decided of another stamp.</summary>
    public int Remove(int first, int count, Func<KernelFlow, bool> which)
    {
        int removed = 0;
        foreach (ref var slot in Slots.Slice(first, count))
        {
            if (slot.Key.Family != 0 && TryCopy(ref slot, out var flow) && which(flow) && TryRemove(ref slot, flow.Word))
                removed++;
        }

        return removed;
    }

    /// <summary>
    /// Forgets of buckets that flows went away from home in them, where none is left: else packets look at ever more places for flows that are not there. A place that is in use, whoever has it,
    /// stays named. A number in the word grows after a slot is taken and before the bits that say so: a word that is still the same names whoever was there when its slots were looked at.
    /// </summary>
    public void ForgetAway(int first, int count)
    {
        var words = program.Overflow.At<uint>((nuint)(first / KernelFlow.Ways * sizeof(uint)), count / KernelFlow.Ways);
        for (int i = 0; i < words.Length; i++)
        {
            uint word = Volatile.Read(ref words[i]), kept = KernelOverflow.Number(word) | KernelOverflow.Spilled(word);
            if (word == kept)
                continue;
            for (int way = 0; way < KernelFlow.Ways; way++)
            {
                if (KernelOverflow.IsTaken(word, way) && !IsFree(ref Slots[first + (i * KernelFlow.Ways) + way]))
                    kept |= KernelOverflow.Taken(way);
            }

            if (KernelOverflow.HasAway(kept))
                kept |= KernelOverflow.Away(word);
            if (kept != word)
                Interlocked.CompareExchange(ref words[i], kept, word);
        }
    }

    /// <summary>Tells the slot and the key of every flow in a part of the table; false: a writer was in a slot for too long to say whose it is.</summary>
    public bool TryVisit(int first, int count, Action<int, KernelFlowKey> visit)
    {
        var slots = Slots.Slice(first, count);
        for (int i = 0; i < slots.Length; i++)
        {
            var spin = default(SpinWait);
            while (!IsFree(ref slots[i]))
            {
                if (TryCopy(ref slots[i], out var flow))
                {
                    visit(first + i, flow.Key);
                    break;
                }

                if (spin.Count > MostSpins)
                    return false;
                spin.SpinOnce(-1);
            }
        }

        return true;
    }

    private static bool IsFree(ref KernelFlow slot) => !KernelFlow.IsBusy(Volatile.Read(ref slot.Word)) && Volatile.Read(ref slot.Key.Family) == 0;

    private static bool TryCopy(ref KernelFlow slot, out KernelFlow copy)
    {
        ulong word = Volatile.Read(ref slot.Word);
        copy = slot;
        copy.Word = word;
        Interlocked.MemoryBarrier();
        return !KernelFlow.IsBusy(word) && KernelFlow.Sequence(Volatile.Read(ref slot.Word)) == KernelFlow.Sequence(word) && copy.Key.Family != 0;
    }

    private bool TryRemove(ref KernelFlow slot, ulong word)
    {
        ulong busy = KernelFlow.Sequence(word) + Busy;
        if (Interlocked.CompareExchange(ref slot.Word, busy, word) != word)
            return false;
        Interlocked.Decrement(ref program.Shares[slot.Key.Interface]);
        slot.Key.Family = 0;
        Volatile.Write(ref Unsafe.As<KernelFlowKey, ulong>(ref slot.Key), 0);
        Interlocked.Exchange(ref slot.Word, busy + Busy);
        return true;
    }
}
