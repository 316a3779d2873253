using System.Collections.Immutable;
using Ringfence.Control.HostQueries;

namespace Ringfence.Api.Ringfence.Flows;

/// <summary>Keeps the first flows in order, up to the end of a page, and counts the others: memory is that of what is before the page's end, whatever comes.</summary>
internal sealed class FlowPage(int offset, int limit)
{
    /// <summary>What is kept, the last in order on top.</summary>
    private readonly PriorityQueue<ObservedFlow, ObservedFlow> _kept = new(Comparer<ObservedFlow>.Create(static (x, y) => Compare(y, x)));

    /// <summary>All that came.</summary>
    public long Total { get; private set; }

    /// <summary>Takes one more.</summary>
    public void Add(ObservedFlow flow)
    {
        Total++;
        if (_kept.Count < offset + limit)
            _kept.Enqueue(flow, flow);
        else
            _kept.EnqueueDequeue(flow, flow);
    }

    /// <summary>The page in order.</summary>
    public ImmutableArray<ObservedFlow> Flows()
    {
        var ordered = new ObservedFlow[_kept.Count];
        for (int i = ordered.Length - 1; i >= 0; i--)
            ordered[i] = _kept.Dequeue();
        return [.. ordered.Skip(offset)];
    }

    private static int Compare(ObservedFlow x, ObservedFlow y)
    {
        int order = string.CompareOrdinal(x.InterfaceId, y.InterfaceId);
        if (order == 0)
            order = x.Local.CompareTo(y.Local);
        if (order == 0)
            order = x.Remote.CompareTo(y.Remote);
        if (order == 0)
            order = x.Protocol.Number.CompareTo(y.Protocol.Number);
        if (order == 0)
            order = x.LocalPort.CompareTo(y.LocalPort);
        return order != 0 ? order : x.RemotePort.CompareTo(y.RemotePort);
    }
}
