using ListedFlow = (Ringfence.Control.Observing.SeenKey Key, ushort Port);

namespace Ringfence.Control.Observing;

/// <summary>
/// The conversations that live on each host, by its last listing, so that each counts once. What a host listed before stays known until it has been read to the end again: one that cannot be asked for a while, or
/// whose listing ends early, has not opened anew what it goes on to list. Memory is bounded. One caller at a time.
/// </summary>
internal sealed class LivingFlows
{
    /// <summary>How many conversations that live at one time are told apart; further ones are not counted while they are that many.</summary>
    public const int Most = 100_000;

    /// <summary>Two listings of one conversation tell its opening this near to each other: hosts count in ticks of their own clock.</summary>
    private static readonly TimeSpan SameOpening = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, Dictionary<ListedFlow, DateTimeOffset?>> _known = new(StringComparer.Ordinal);
    private Dictionary<ListedFlow, DateTimeOffset?> _listed = [];
    private int _count;
    private string? _host;

    /// <summary>A listing of a host begins. One that was not ended keeps what it listed, beside what was known before.</summary>
    public void Begin(string host)
    {
        if (_host is not null)
        {
            foreach (var (flow, opened) in _listed)
            {
                if (_count < Most || Of(_host).ContainsKey(flow))
                    Keep(_host, flow, opened);
            }
        }

        (_host, _listed) = (host, []);
    }

    /// <summary>Takes one flow of the listing.</summary>
    /// <returns>Null: listed already, or one too many. Else whether it was opened since the host's last listing.</returns>
    public bool? Add(ListedFlow flow, DateTimeOffset? openedAt)
    {
        var known = Of(_host!);
        if (_count - known.Count + _listed.Count >= Most || !_listed.TryAdd(flow, openedAt))
            return null;
        return !known.TryGetValue(flow, out var opened) || (opened - openedAt)?.Duration() > SameOpening;
    }

    /// <summary>The host was read to the end: what it did not list has ended.</summary>
    public void End()
    {
        _count += _listed.Count - Of(_host!).Count;
        _known[_host!] = _listed;
        (_host, _listed) = (null, []);
    }

    /// <summary>Forgets all hosts but these.</summary>
    public void Retain(IReadOnlySet<string> hosts)
    {
        foreach (string gone in _known.Keys.Where(host => !hosts.Contains(host)).ToList())
        {
            _count -= _known[gone].Count;
            _known.Remove(gone);
        }
    }

    private Dictionary<ListedFlow, DateTimeOffset?> Of(string host)
    {
        if (!_known.TryGetValue(host, out var known))
            _known.Add(host, known = []);
        return known;
    }

    private void Keep(string host, ListedFlow flow, DateTimeOffset? opened)
    {
        var known = Of(host);
        _count += known.ContainsKey(flow) ? 0 : 1;
        known[flow] = opened;
    }
}
