using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Tables;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>An address as all policies see it.</summary>
/// <param name="Number">Equal for addresses that every policy treats alike.</param>
/// <param name="Family">The family.</param>
/// <param name="Rows">Its row in each policy.</param>
internal sealed record AddressSignature(int Number, AddressFamily Family, int[] Rows);

/// <summary>Interfaces alike.</summary>
internal sealed record PointClass(string Network, int Ingress, int Egress, List<AddressSignature> Addresses, List<string> Members);

/// <summary>Folds interfaces into classes.</summary>
internal sealed class PointFolder
{
    private readonly DistinctSets _sets;
    private readonly ReachMemory _memory;
    private readonly int[][] _rows;
    private readonly uint[] _scratch;
    private readonly RowPool _signatures;
    private readonly Dictionary<(AddressFamily, int), AddressSignature> _addresses = [];
    private readonly Dictionary<string, PointClass> _classes = new(StringComparer.Ordinal);

    public PointFolder(DistinctSets sets, IReadOnlyCollection<ReachPoint> points, ReachMemory memory)
    {
        (_sets, _memory) = (sets, memory);
        memory.Begin(points.Sum(point => point.Addresses.Length));
        foreach (var point in points)
        {
            foreach (var address in point.Addresses)
                memory.SlotOf(address);
        }

        _rows = [.. Enumerable.Range(0, sets.Count).Select(number => memory.RowsOf(sets[number]))];
        _scratch = new uint[Math.Max(1, sets.Count)];
        _signatures = new RowPool(_scratch.Length);
    }

    /// <summary>In the order of their first members.</summary>
    public List<PointClass> Classes { get; } = [];

    public void Add(ReachPoint point)
    {
        var addresses = point.Addresses.Select(Signature).DistinctBy(one => (one.Family, one.Number)).OrderBy(one => one.Family).ThenBy(one => one.Number).ToList();
        var (ingress, egress) = (_sets.NumberOf(point.Ingress), _sets.NumberOf(point.Egress));
        string key = $"{ingress} {egress} {string.Join(',', addresses.Select(one => $"{(int)one.Family}:{one.Number}"))} {point.Network}";
        if (!_classes.TryGetValue(key, out var known))
        {
            _classes.Add(key, known = new PointClass(point.Network, ingress, egress, addresses, []));
            Classes.Add(known);
        }

        known.Members.Add(point.Id);
    }

    private AddressSignature Signature(IpAddress address)
    {
        int slot = _memory.SlotOf(address);
        for (int set = 0; set < _rows.Length; set++)
            _scratch[set] = (uint)_rows[set][slot];
        int number = _signatures.Intern(_scratch);
        if (!_addresses.TryGetValue((address.Family, number), out var signature))
            _addresses.Add((address.Family, number), signature = new AddressSignature(number, address.Family, Array.ConvertAll(_scratch, row => (int)row)));
        return signature;
    }
}
