using System.Collections.Immutable;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation.Demands;

/// <summary>What a host's interfaces ask for by themselves.</summary>
/// <param name="Interfaces">The interfaces.</param>
/// <param name="Sequences">The policies that they need, each once.</param>
/// <param name="MostOwnAddresses">The most that one has.</param>
/// <param name="Bytes">Of their records.</param>
internal sealed record InterfaceDemand(ImmutableDictionary<string, InterfacePolicy> Interfaces, IReadOnlyCollection<ListSequence> Sequences, int MostOwnAddresses, long Bytes)
{
    /// <summary>The demand of interfaces; costs a look at each.</summary>
    public static InterfaceDemand Of(ImmutableDictionary<string, InterfacePolicy> interfaces)
    {
        int mostAddresses = 0;
        long bytes = 0;
        var sequences = new HashSet<ListSequence>();
        foreach (var one in interfaces.Values)
        {
            mostAddresses = Math.Max(mostAddresses, one.Addresses.Length);
            bytes += TableMemory.OfInterface(one.Addresses.Length);
            sequences.Add(new ListSequence(one.IngressLists));
            sequences.Add(new ListSequence(one.EgressLists));
        }

        return new InterfaceDemand(interfaces, sequences, mostAddresses, bytes);
    }
}
