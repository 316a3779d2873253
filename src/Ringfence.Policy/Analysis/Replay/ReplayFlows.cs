using System.Numerics;
using System.Runtime.CompilerServices;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>
/// The conversations that a replay has seen. A table of fixed size: buckets of eight; a new flow takes a free place, else that of the flow that was silent longest. So memory is bounded,
/// and what is forgotten is counted.
/// </summary>
internal sealed class ReplayFlows
{
    private const int Ways = 8;

    /// <summary>A flow that was silent for two minutes has probably ended.</summary>
    private const long SilentAge = 120_000_000_000;

    private readonly Entry[] _entries;
    private readonly int _shift;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">How many flows at least; rounded up to a power of two.</param>
    public ReplayFlows(int capacity)
    {
        int buckets = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(capacity / Ways, 2));
        _entries = new Entry[buckets * Ways];
        _shift = 64 - BitOperations.Log2((uint)buckets);
    }

    /// <summary>Flows that gave way to others while they may have gone on.</summary>
    public long Forgotten { get; private set; }

    /// <summary>The flow of a packet: the one that is there, or a fresh place, whose <see cref="Entry.IsNew"/> is set. Allocates nothing.</summary>
    public ref Entry Find(in TracedPacket packet, out bool isForward)
    {
        var key = FlowKey.Of(packet, out isForward);
        var bucket = _entries.AsSpan((int)(key.Hash() >> _shift) * Ways, Ways);
        int oldest = 0;
        for (int i = 0; i < Ways; i++)
        {
            ref var entry = ref bucket[i];
            if (entry.Key == key && entry.IsUsed)
            {
                entry.IsNew = packet.Time - entry.LastSeen > Age(packet.Protocol);
                entry.LastSeen = packet.Time;
                return ref entry;
            }

            if (!entry.IsUsed)
            {
                oldest = i;
                break;
            }

            if (entry.LastSeen < bucket[oldest].LastSeen)
                oldest = i;
        }

        ref var place = ref bucket[oldest];
        if (place.IsUsed && packet.Time - place.LastSeen < SilentAge)
            Forgotten++;
        place = new Entry { Key = key, LastSeen = packet.Time, IsUsed = true, IsNew = true };
        return ref place;
    }

    /// <summary>How long a silent flow lives, in nanoseconds: as the datapaths have it, except that a TCP flow lives until it is opened again.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Age(IpProtocol protocol) => protocol.Number switch
    {
        6 => long.MaxValue,
        17 => 120_000_000_000,
        1 or 58 => 30_000_000_000,
        _ => 600_000_000_000,
    };

    /// <summary>One conversation.</summary>
    public struct Entry
    {
        public FlowKey Key;
        public long LastSeen;

        /// <summary>Where packets are counted of what the key's first end has opened or tried to: a row, or one of <see cref="ReplaySession"/>'s numbers below 0.</summary>
        public int FirstRow;

        /// <summary>The same for the second end.</summary>
        public int SecondRow;

        /// <summary>Where the flow exists, and passes both ways without a rule being asked.</summary>
        public FlowEnds Ends;

        /// <summary>The same under the other policy.</summary>
        public FlowEnds OtherEnds;

        public bool IsUsed;

        /// <summary>True until something of it is judged.</summary>
        public bool IsNew;

        /// <summary>True when the key's first end opened it, or was the last that tried to.</summary>
        public bool OpenedByFirst;

        /// <summary>True when that is known, so that what tells nothing of who opened it is not asked.</summary>
        public bool IsOpenerKnown;
    }
}

/// <summary>Ends of a flow.</summary>
[Flags]
internal enum FlowEnds : byte
{
    None = 0,
    First = 1,
    Second = 2,
    Both = First | Second,
}
