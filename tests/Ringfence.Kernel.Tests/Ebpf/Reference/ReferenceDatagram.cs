namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>A fragmented datagram whose first fragment has passed.</summary>
internal sealed class ReferenceDatagram
{
    private readonly SortedDictionary<int, int> _ranges = [];
    private int? _total;

    public ReferenceDatagram((int Offset, bool More, uint Id, int Length, byte Protocol) first) => _ranges[0] = Units(first.Length);

    public bool Enter((int Offset, bool More, uint Id, int Length, byte Protocol) f, Action complete)
    {
        int from = f.Offset / 8, to = from + Units(f.Length);
        int? total = f.More ? _total : to;
        if (_total is { } known && (to > known || (!f.More && to != known)))
            return false;
        if (_ranges.Any(r => (from < r.Value && r.Key < to) || r.Value > (total ?? int.MaxValue)))
            return false;
        int before = _ranges.FirstOrDefault(r => r.Value == from, new(-1, -1)).Key;
        bool joins = before >= 0 || _ranges.ContainsKey(to);
        if (!joins && _ranges.Count == 4)
            return false;
        if (_ranges.Remove(to, out int end))
            to = end;
        _ranges[before >= 0 ? before : from] = to;
        _total = total;
        if (_total == to && _ranges.Count == 1 && _ranges.ContainsKey(0))
            complete();
        return true;
    }

    private static int Units(int bytes) => (bytes + 7) / 8;
}
