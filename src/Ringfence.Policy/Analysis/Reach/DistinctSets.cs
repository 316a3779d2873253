using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>The different policies of many interfaces, their service spaces cut in the same pieces.</summary>
internal sealed class DistinctSets
{
    private readonly Dictionary<PacketSet, int> _numbers = [];
    private readonly Dictionary<PacketSet, int> _byReference = new(ReferenceEqualityComparer.Instance);
    private readonly List<PacketSet> _sets = [];
    private readonly RowView[] _views;
    private readonly ImmutableArray<ServiceSegment> _axis;

    public DistinctSets(IEnumerable<ReachPoint> points)
    {
        foreach (var point in points)
        {
            Add(point.Ingress);
            Add(point.Egress);
        }

        int[] cuts = [.. _sets.SelectMany(set => set.Services).Select(segment => segment.First.Value).Distinct().Order()];
        _axis = [.. cuts.Select((first, column) => new ServiceSegment(new ServicePoint(first), column))];
        _views = [.. _sets.Select(set => new RowView(set, [.. cuts.Select(first => set.ColumnOf(new ServicePoint(first)))]))];
    }

    /// <summary>How many different ones.</summary>
    public int Count => _sets.Count;

    /// <summary>Words of a bit vector over the pieces.</summary>
    public int Words => Math.Max(1, (_axis.Length + 31) / 32);

    public PacketSet this[int number] => _sets[number];

    public int NumberOf(PacketSet set) => _byReference[set];

    /// <summary>The pieces that a row of a set has.</summary>
    public uint[] Bits(int set, int row) => _views[set][row];

    public ServiceSet ServicesOf(uint[] bits)
    {
        uint[] copy = [.. bits];
        return ServiceAxis.Of(_axis, column => (copy[column / 32] >> (column % 32) & 1) != 0);
    }

    private void Add(PacketSet set)
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
}
