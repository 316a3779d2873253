using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Replay;

/// <summary>The rows of a report while they are being counted. When there are too many, what comes is counted by protocol only: a scan of all ports must not take all memory.</summary>
internal sealed class ReplayRows
{
    private const int Most = 10_000;
    private readonly Dictionary<Key, int> _numbers = [];
    private readonly List<Row> _rows = [];

    /// <summary>The row of a flow that begins.</summary>
    public int Open(ReplaySite site, ReplaySite other, in TracedPacket first, bool isGuessed)
    {
        var key = new Key(site, other, first.Protocol, first.Protocol.HasPorts && _rows.Count < Most ? first.DestinationPort : Key.NoPort);
        if (_rows.Count >= Most && first.Protocol.HasPorts && _numbers.TryGetValue(key with { Port = first.DestinationPort }, out int known))
            key = _rows[known].Key;
        if (!_numbers.TryGetValue(key, out int number))
        {
            _numbers.Add(key, number = _rows.Count);
            _rows.Add(new Row { Key = key, Sample = first });
        }

        ref var row = ref CollectionsMarshal.AsSpan(_rows)[number];
        row.Flows++;
        row.Rejected += first.WasRejected ? 1 : 0;
        row.Guessed += isGuessed ? 1 : 0;
        return number;
    }

    /// <summary>Counts a packet of a row's flow.</summary>
    public void Count(int number, in TracedPacket packet)
    {
        ref var row = ref CollectionsMarshal.AsSpan(_rows)[number];
        Total.Add(ref row.Packets, packet.Packets);
        Total.Add(ref row.Bytes, packet.Bytes);
    }

    /// <summary>The rows, most flows first.</summary>
    public ImmutableArray<ReplayRow> ToRows(ReplayPolicy policy, ReplayPolicy? other) =>
    [
        .. _rows.OrderByDescending(row => row.Flows).Select(row => new ReplayRow
        {
            Drop = policy.Describe(row.Key.Site, row.Sample),
            OtherDrop = other?.Describe(row.Key.Other, row.Sample),
            Protocol = row.Key.Protocol,
            Port = row.Key.Port == Key.NoPort ? null : (ushort)row.Key.Port,
            Flows = row.Flows,
            RejectedFlows = row.Rejected,
            GuessedFlows = row.Guessed,
            Packets = row.Packets,
            Bytes = row.Bytes,
            Sample = row.Sample,
        }),
    ];

    private readonly record struct Key(ReplaySite Site, ReplaySite Other, IpProtocol Protocol, int Port)
    {
        public const int NoPort = -1;
    }

    private struct Row
    {
        public Key Key;
        public TracedPacket Sample;
        public long Flows;
        public long Rejected;
        public long Guessed;
        public long Packets;
        public long Bytes;
    }
}
