namespace Ringfence.Datapath.Ebpf;

/// <summary>Which revision a flow's stamp means: for each interface the stamps of the last changes, each with the last revision it was in force at.</summary>
internal sealed class FlowRevisions
{
    private const int Remembered = 32;

    private readonly Dictionary<string, List<(uint Stamp, long Revision)>> _stamps = new(StringComparer.Ordinal);

    /// <summary>A revision is in force: what the interfaces' flows are stamped with now.</summary>
    public void Applied(long revision, IReadOnlyCollection<(string Id, uint Stamp)> interfaces)
    {
        foreach (var (id, stamp) in interfaces)
        {
            if (!_stamps.TryGetValue(id, out var known))
                _stamps.Add(id, known = []);
            if (known.Count > 0 && known[^1].Stamp == stamp)
                known[^1] = (stamp, revision);
            else
                known.Add((stamp, revision));
            if (known.Count > Remembered)
                known.RemoveAt(0);
        }

        if (_stamps.Count > interfaces.Count)
        {
            var ids = interfaces.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
            foreach (string gone in _stamps.Keys.Where(id => !ids.Contains(id)).ToList())
                _stamps.Remove(gone);
        }
    }

    /// <summary>The last revision that a flow with this stamp was judged by; null: not remembered.</summary>
    public long? Of(string id, uint stamp)
    {
        if (!_stamps.TryGetValue(id, out var known))
            return null;
        int at = known.FindLastIndex(entry => entry.Stamp == stamp);
        return at < 0 ? null : known[at].Revision;
    }
}
