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
        ServicePoint? best = null;
        int rank = int.MaxValue;
        for (int i = 0; i < axis.Length; i++)
        {
            if (!isChosen(axis[i].Column))
                continue;
            int end = i + 1 < axis.Length ? axis[i + 1].First.Value : ServicePoint.End;
            foreach (var (point, order) in Candidates(axis[i].First))
            {
                if (order < rank && point.Value >= axis[i].First.Value && point.Value < end)
                    (best, rank) = (point, order);
            }
        }

        var found = best ?? throw new ArgumentException("No column is chosen.", nameof(isChosen));
        return (found.Protocol, found.Port);
    }

    private static IEnumerable<(ServicePoint Point, int Order)> Candidates(ServicePoint first)
    {
        for (int i = 0; i < Preferred.Length; i++)
            yield return (Preferred[i], i);
        yield return (first, first.Protocol.HasPorts ? Preferred.Length : Preferred.Length + 1);
    }
}
