using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;
using Ringfence.Policy.Rules;

namespace Ringfence.Datapath.Ebpf;

/// <summary>The program's maps of rule ids and rule hits.</summary>
internal sealed class RuleNumberMap(EbpfProgram program) : IRuleNumberStore
{
    /// <inheritdoc/>
    public uint Capacity => program.Sizes.Rules;

    /// <inheritdoc/>
    public RuleId? this[uint number] => program.RuleIds[(int)number] is not 0 and var id ? new RuleId(id - 1) : null;

    /// <inheritdoc/>
    public void Give(uint number, RuleId rule)
    {
        ref long id = ref program.RuleIds[(int)number];
        if (id != 0)
            program.Hits.Set(number, default);
        Volatile.Write(ref id, rule.Value + 1);
    }

    /// <summary>Takes hits over from maps of other sizes, as far as there is room: rules that are not there yet get the next numbers.</summary>
    /// <returns>False: they are of a build that counts otherwise.</returns>
    public bool TakeOver(IReadOnlyDictionary<string, BpfMap> earlier)
    {
        var (ids, hits) = (earlier[EbpfProgram.RuleIdsMap], earlier[EbpfProgram.HitsMap]);
        if (ids.ValueSize != sizeof(long) || hits.ValueSize != RuleHitTable.BytesOf(ids.MaxEntries) || hits.MaxEntries != BpfMap.PossibleCpus)
            return false;
        using var memory = hits.Map();
        var counted = new RuleHitTable(memory, ids.MaxEntries);
        uint next = 1;
        Span<byte> id = stackalloc byte[sizeof(long)];
        for (uint number = 1; number < ids.MaxEntries && next < Capacity; number++)
        {
            if (!ids.TryLookup(BitConverter.GetBytes(number), id) || BitConverter.ToInt64(id) == 0)
                continue;
            Give(next, new RuleId(BitConverter.ToInt64(id) - 1));
            program.Hits.Set(next++, counted[number]);
        }

        return true;
    }
}
