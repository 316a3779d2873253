using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>The different policies that senders and receivers have, each numbered by itself, their service spaces all cut in the same pieces.</summary>
internal sealed class DistinctSets
{
    private readonly ImmutableArray<ServiceSegment> _axis;

    /// <param name="points">The interfaces that are asked about.</param>
    /// <param name="question">Which of them send and receive.</param>
    public DistinctSets(IReadOnlyList<ReachPoint> points, ReachQuestion question)
    {
        foreach (var point in points)
        {
            if (question.IsSender(point.Id))
                Egress.Add(point.Egress);
            if (question.IsReceiver(point.Id))
                Ingress.Add(point.Ingress);
        }

        int[] cuts = [.. Egress.Sets.Concat(Ingress.Sets).SelectMany(set => set.Services).Select(segment => segment.First.Value).Append(0).Distinct().Order()];
        _axis = [.. cuts.Select((first, column) => new ServiceSegment(new ServicePoint(first), column))];
        Egress.Cut(cuts);
        Ingress.Cut(cuts);
    }

    /// <summary>What senders let out.</summary>
    public Numbered Egress { get; } = new();

    /// <summary>What receivers let in.</summary>
    public Numbered Ingress { get; } = new();

    /// <summary>Words of a bit vector over the pieces.</summary>
    public int Words => (_axis.Length + 31) / 32;

    public ServiceSet ServicesOf(uint[] bits)
    {
        uint[] copy = [.. bits];
        return ServiceAxis.Of(_axis, column => (copy[column / 32] >> (column % 32) & 1) != 0);
    }

    /// <summary>Different sets, numbered in the order they came.</summary>
    internal sealed class Numbered
    {
        private readonly Dictionary<PacketSet, int> _numbers = [];
        private readonly Dictionary<PacketSet, int> _byReference = new(ReferenceEqualityComparer.Instance);
        private readonly List<PacketSet> _sets = [];
        private RowView[] _views = [];

        public IReadOnlyList<PacketSet> Sets => _sets;

        public int NumberOf(PacketSet set) => _byReference[set];

        /// <summary>The pieces that a row of a set has.</summary>
        public uint[] Bits(int set, int row) => _views[set][row];

        internal void Add(PacketSet set)
        {
            if (_byReference.ContainsKey(set))
                return;
            if (!_numbers.TryGetValue(set, out int number))
            {
                _numbers.Add(set, number = _sets.Count);
                _sets.Add(set);
            }

            _byReference.Add(set, number);
        }

        internal void Cut(int[] cuts) => _views = [.. _sets.Select(set => new RowView(set, [.. cuts.Select(first => set.ColumnOf(new ServicePoint(first)))]))];
    }
}
