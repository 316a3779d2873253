using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>A set of services as spans of <see cref="ServicePoint"/>, ascending, neither overlapping nor adjacent: what one row of a packet set has. Immutable.</summary>
public sealed class ServicePoints
{
    private readonly ImmutableArray<(int First, int Last)> _spans;

    private ServicePoints(ImmutableArray<(int First, int Last)> spans) => _spans = spans;

    /// <summary>No service.</summary>
    public static ServicePoints None { get; } = new([]);

    /// <summary>Every service.</summary>
    public static ServicePoints All { get; } = new([(0, ServicePoint.End - 1)]);

    /// <summary>True when no service is in it.</summary>
    public bool IsEmpty => _spans.IsEmpty;

    /// <summary>The services of a rule.</summary>
    public static ServicePoints Of(ServiceSet services) => new([.. Merge(ServiceAxis.Points(services).Select(span => ((int)span.First, (int)span.Last)).Order())]);

    /// <summary>The services of both.</summary>
    public ServicePoints Intersect(ServicePoints other)
    {
        var both = ImmutableArray.CreateBuilder<(int First, int Last)>();
        for (int i = 0, j = 0; i < _spans.Length && j < other._spans.Length;)
        {
            int first = Math.Max(_spans[i].First, other._spans[j].First), last = Math.Min(_spans[i].Last, other._spans[j].Last);
            if (first <= last)
                both.Add((first, last));
            if (_spans[i].Last < other._spans[j].Last)
                i++;
            else
                j++;
        }

        return new ServicePoints(both.DrainToImmutable());
    }

    /// <summary>The services of this that the other has not.</summary>
    public ServicePoints Except(ServicePoints other) => Intersect(other.Complement());

    /// <summary>A service that people know when they see it.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public (IpProtocol Protocol, ushort Port) Sample()
    {
        if (IsEmpty)
            throw new InvalidOperationException("No service is in the set.");
        var axis = ImmutableArray.CreateBuilder<ServiceSegment>();
        foreach (var (first, isInside) in Spans.Of(_spans.Select(span => ((UInt128)span.First, (UInt128)span.Last)), ServicePoint.End - 1))
            axis.Add(new ServiceSegment(new ServicePoint((int)first), isInside ? 1 : 0));
        return WellKnown.First(axis.DrainToImmutable(), column => column == 1);
    }

    /// <summary>The services that a row of a packet set has.</summary>
    internal static ServicePoints OfRow(PacketSet set, int row)
    {
        var spans = new List<(int First, int Last)>();
        for (int i = 0; i < set.Services.Length; i++)
        {
            if (set.Has(row, set.Services[i].Column))
                spans.Add((set.Services[i].First.Value, i + 1 < set.Services.Length ? set.Services[i + 1].First.Value - 1 : ServicePoint.End - 1));
        }

        return new ServicePoints([.. Merge(spans)]);
    }

    private ServicePoints Complement()
    {
        var gaps = ImmutableArray.CreateBuilder<(int First, int Last)>(_spans.Length + 1);
        int next = 0;
        foreach (var (first, last) in _spans)
        {
            if (first > next)
                gaps.Add((next, first - 1));
            next = last + 1;
        }

        if (next < ServicePoint.End)
            gaps.Add((next, ServicePoint.End - 1));
        return new ServicePoints(gaps.DrainToImmutable());
    }

    private static List<(int First, int Last)> Merge(IEnumerable<(int First, int Last)> ascending)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var span in ascending)
        {
            if (merged.Count > 0 && span.First <= merged[^1].Last + 1)
                merged[^1] = (merged[^1].First, Math.Max(merged[^1].Last, span.Last));
            else
                merged.Add(span);
        }

        return merged;
    }
}
