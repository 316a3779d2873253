using Ringfence.Datapath.Ebpf.Layout;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// Which revision a flow's stamp means. A stamp is an interface's generation and the host's epoch: the last changes of both are remembered, so that noting that a member has moved costs the same
/// whatever the number of interfaces.
/// </summary>
internal sealed class FlowRevisions
{
    private const int Remembered = 64;

    private readonly List<(long Number, uint Epoch, long Revision)> _changes = [];
    private readonly Dictionary<string, List<(long Since, uint Generation)>> _generations = new(StringComparer.Ordinal);
    private long _number;

    /// <summary>A revision is in force.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="epoch">The host's epoch now.</param>
    /// <param name="interfaces">Every interface's generation now.</param>
    public void Applied(long revision, uint epoch, IReadOnlyCollection<(string Id, uint Generation)> interfaces)
    {
        _number++;
        bool hasChanged = false;
        foreach (var (id, generation) in interfaces)
        {
            if (!_generations.TryGetValue(id, out var known))
                _generations.Add(id, known = []);
            if (known.Count > 0 && known[^1].Generation == generation)
                continue;
            hasChanged = true;
            known.Add((_number, generation));
            if (known.Count > Remembered)
                known.RemoveAt(0);
        }

        if (_generations.Count > interfaces.Count)
        {
            var ids = interfaces.Select(entry => entry.Id).ToHashSet(StringComparer.Ordinal);
            foreach (string gone in _generations.Keys.Where(id => !ids.Contains(id)).ToList())
                _generations.Remove(gone);
        }

        Note(revision, epoch, hasChanged);
    }

    /// <summary>A revision is in force in which members have moved and every interface enforces what it did.</summary>
    public void Moved(long revision, uint epoch)
    {
        _number++;
        Note(revision, epoch, hasChanged: false);
    }

    /// <summary>The last revision that a flow with this stamp was judged by; null: not remembered.</summary>
    public long? Of(string id, uint stamp)
    {
        if (!_generations.TryGetValue(id, out var known))
            return null;
        int at = known.Count - 1;
        for (int i = _changes.Count - 1; i >= 0; i--)
        {
            while (at >= 0 && known[at].Since > _changes[i].Number)
                at--;
            if (at < 0)
                return null;
            if (KernelImage.Stamp(_changes[i].Epoch, known[at].Generation) == stamp)
                return _changes[i].Revision;
        }

        return null;
    }

    private void Note(long revision, uint epoch, bool hasChanged)
    {
        if (!hasChanged && _changes.Count > 0 && _changes[^1].Epoch == epoch)
            _changes[^1] = _changes[^1] with { Revision = revision };
        else
            _changes.Add((_number, epoch, revision));
        if (_changes.Count > Remembered)
            _changes.RemoveAt(0);
    }
}
