using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>The packet sets of compiled policies, each made once. Not for two threads at once.</summary>
internal sealed class AcceptedPackets
{
    private readonly Dictionary<(AddressClassifier, CompiledPolicy), PacketSet> _sets = [];

    /// <summary>What an interface accepts; nothing when the host has no such interface.</summary>
    public PacketSet Of(HostTables tables, string interfaceId, Direction direction)
    {
        if (!tables.Interfaces.TryGetValue(interfaceId, out var compiled))
            return PacketSet.None;
        var policy = compiled.Policy(direction);
        if (!_sets.TryGetValue((tables.Classifier, policy), out var set))
            _sets.Add((tables.Classifier, policy), set = PacketSet.AcceptedBy(tables.Classifier, policy));
        return set;
    }
}
