namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>A bucket's word in rf_overflow: RF_AWAY, RF_TAKEN, RF_SPILLED, RF_WENT_AWAY.</summary>
internal static class KernelOverflow
{
    /// <summary>RF_SPILLED, RF_WENT_AWAY.</summary>
    public const uint SpilledBit = 0x10000, Unit = 0x20000;

    private const uint AwayBits = 0xff, TakenBits = 0xff00;

    /// <summary>Which home ways have flows elsewhere.</summary>
    public static uint Away(uint word) => word & AwayBits;

    /// <summary>The bit that says that a flow away from home has this way.</summary>
    public static uint Taken(int way) => 256u << way;

    /// <inheritdoc cref="Taken"/>
    public static bool IsTaken(uint word, int way) => (word & Taken(way)) != 0;

    /// <summary>The bit that says that flows are in other buckets.</summary>
    public static uint Spilled(uint word) => word & SpilledBit;

    /// <summary>The word when no flow is in other buckets; without a place to look at no home way has flows elsewhere.</summary>
    public static uint WithoutSpilled(uint word) => HasAway(word & ~SpilledBit) ? word & ~SpilledBit : Number(word);

    /// <summary>Whether the word names any place to look at.</summary>
    public static bool HasAway(uint word) => (word & (TakenBits | SpilledBit)) != 0;

    /// <summary>What grows with each flow that goes away from home.</summary>
    public static uint Number(uint word) => word & ~(Unit - 1);
}
