using Ringfence.Datapath.Ebpf.Layout;
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
            EbpfCounters.SetRule(program, number, default);
        Volatile.Write(ref id, rule.Value + 1);
    }

    /// <summary>Takes hits over from maps of other sizes, as far as there is room: rules that are not there yet get the next numbers.</summary>
    /// <returns>False: they are of a build that counts otherwise.</returns>
    public bool TakeOver(IReadOnlyDictionary<string, BpfMap> earlier)
    {
        var (ids, hits) = (earlier["rf_rule_ids"], earlier[EbpfProgram.HitsMap]);
        if (ids.ValueSize != sizeof(long) || hits.ValueSize != System.Runtime.CompilerServices.Unsafe.SizeOf<KernelRuleHits>())
            return false;
        uint next = 1;
        Span<byte> id = stackalloc byte[sizeof(long)];
        for (uint number = 1; number < Math.Min(ids.MaxEntries, hits.MaxEntries) && next < Capacity; number++)
        {
            if (!ids.TryLookup(BitConverter.GetBytes(number), id) || BitConverter.ToInt64(id) == 0)
                continue;
            Give(next, new RuleId(BitConverter.ToInt64(id) - 1));
            EbpfCounters.SetRule(program, next++, EbpfCounters.Rule(hits, number));
        }

        return true;
    }
}
