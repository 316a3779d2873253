using Ringfence.Bench.Datapath.Rules;
using Ringfence.Linux.Threads;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Bench.Datapath.Lookups;

/// <summary>The compiled table's lookup in C#, as simulation and explain use it.</summary>
internal sealed class CompiledTable
{
    private readonly AddressClassifier _classifier;
    private readonly CompiledPolicy _policy;
    private readonly LookupPacket[] _packets;

    public CompiledTable(RuleSet rules, LookupPacket[] packets)
    {
        if (HostCompiler.Compile(HostPolicies.Of(rules, 1)) is not Compiled compiled)
            throw new InvalidOperationException("The benchmark's rules exceed the limits.");
        (_classifier, _policy) = (compiled.Tables.Classifier, compiled.Tables.Interfaces.Values.Single().Policy(Direction.Ingress));
        _packets = packets;
        Verdicts = new uint[packets.Length];
    }

    /// <summary>What the last run said, by packet.</summary>
    public uint[] Verdicts { get; }

    /// <summary>Classifies all packets; nanoseconds of CPU time.</summary>
    public long Run()
    {
        long begun = ThreadClock.Nanoseconds;
        for (int i = 0; i < _packets.Length; i++)
        {
            ref readonly var packet = ref _packets[i];
            Verdicts[i] = _policy.Evaluate(_classifier.LookupV4(packet.Source), packet.Protocol, packet.Port).Entry;
        }

        return ThreadClock.Nanoseconds - begun;
    }

    /// <summary>The place of the deciding rule in the rule set, from 1; 0: none.</summary>
    public long RuleOf(uint verdict)
    {
        int index = new CompiledVerdict(verdict).RuleIndex;
        return index == 0 ? 0 : _policy.RuleIds[index].Value;
    }
}
