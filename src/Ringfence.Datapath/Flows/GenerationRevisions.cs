namespace Ringfence.Datapath.Flows;

/// <summary>Which revision the last generations of the connection mark stand for: the last that each was in force at.</summary>
internal sealed class GenerationRevisions
{
    private const int Remembered = 1024;

    private readonly Dictionary<uint, long> _revisions = [];
    private readonly Queue<uint> _order = new();

    /// <summary>A revision is in force under a generation.</summary>
    public void Applied(uint generation, long revision)
    {
        if (_revisions.TryAdd(generation, revision))
            _order.Enqueue(generation);
        else
            _revisions[generation] = revision;
        if (_order.Count > Remembered)
            _revisions.Remove(_order.Dequeue());
    }

    /// <summary>A copy.</summary>
    public Dictionary<uint, long> ToDictionary() => new(_revisions);
}
