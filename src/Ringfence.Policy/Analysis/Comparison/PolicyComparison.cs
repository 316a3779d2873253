using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Packets;

namespace Ringfence.Policy.Analysis.Comparison;

/// <summary>What a change does to the packets of one direction of an interface.</summary>
/// <param name="Opened">Accepted after, not before.</param>
/// <param name="Cut">Accepted before, not after.</param>
public sealed record PolicyComparison(PacketSet Opened, PacketSet Cut)
{
    /// <summary>True when no packet gets another verdict. Exact: then the two policies are one policy.</summary>
    public bool HasNoEffect => Opened.IsEmpty && Cut.IsEmpty;

    /// <summary>Compares what is accepted before and after.</summary>
    public static PolicyComparison Of(PacketSet before, PacketSet after) =>
        before.Equals(after) ? new PolicyComparison(PacketSet.None, PacketSet.None) : new PolicyComparison(after.Except(before), before.Except(after));

    /// <summary>The opened packets, in few readable rows.</summary>
    public ImmutableArray<PacketBlock> OpenedRows => Opened.Blocks();

    /// <summary>The cut packets, in few readable rows.</summary>
    public ImmutableArray<PacketBlock> CutRows => Cut.Blocks();
}
