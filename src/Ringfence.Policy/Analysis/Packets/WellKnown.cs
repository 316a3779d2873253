using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Services that people recognise, most telling first: which packet stands for a set.</summary>
internal static class WellKnown
{
    private static readonly ServicePoint[] Preferred =
    [
        .. new ushort[] { 22, 3389, 443, 80, 3306, 5432, 6379, 8080 }.Select(port => ServicePoint.Of(IpProtocol.Tcp, port)),
        ServicePoint.Of(IpProtocol.Udp, 53),
        ServicePoint.Of(IpProtocol.Icmp, 0),
        ServicePoint.Of(IpProtocol.IcmpV6, 0),
    ];

    /// <summary>A service of the chosen columns: a well-known one, else one of TCP or UDP, else the lowest.</summary>
    public static (IpProtocol Protocol, ushort Port) First(ImmutableArray<ServiceSegment> axis, Func<int, bool> isChosen)
    {
        (ServicePoint Point, int Order)? best = null;
        for (int i = 0; i < axis.Length; i++)
        {
            if (isChosen(axis[i].Column))
                best = Better(best, axis, i);
        }

        var found = best?.Point ?? throw new ArgumentException("No column is chosen.", nameof(isChosen));
        return (found.Protocol, found.Port);
    }

    /// <summary>The same for each column by itself.</summary>
    public static ServicePoint[] ByColumn(ImmutableArray<ServiceSegment> axis, int columns)
    {
        var best = new (ServicePoint Point, int Order)?[columns];
        for (int i = 0; i < axis.Length; i++)
            best[axis[i].Column] = Better(best[axis[i].Column], axis, i);
        return Array.ConvertAll(best, one => one!.Value.Point);
    }

    private static (ServicePoint Point, int Order)? Better((ServicePoint Point, int Order)? best, ImmutableArray<ServiceSegment> axis, int segment)
    {
        var first = axis[segment].First;
        int end = segment + 1 < axis.Length ? axis[segment + 1].First.Value : ServicePoint.End;
        foreach (var (point, order) in Candidates(first))
        {
            if ((best is null || order < best.Value.Order) && point.Value >= first.Value && point.Value < end)
                best = (point, order);
        }

        return best;
    }

    private static IEnumerable<(ServicePoint Point, int Order)> Candidates(ServicePoint first)
    {
        for (int i = 0; i < Preferred.Length; i++)
            yield return (Preferred[i], i);
        yield return (first, first.Protocol.HasPorts ? Preferred.Length : Preferred.Length + 1);
    }
}
