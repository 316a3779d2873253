using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>From the columns of a set to services.</summary>
internal static class ServiceAxis
{
    /// <summary>The services of the columns that are chosen.</summary>
    public static ServiceSet Of(ImmutableArray<ServiceSegment> axis, Func<int, bool> isChosen)
    {
        var services = new List<LiteralService>();
        int at = 0;
        for (int number = 0; number < 256; number++)
        {
            int start = number << 16, end = start + ushort.MaxValue;
            while (at + 1 < axis.Length && axis[at + 1].First.Value <= start)
                at++;
            var ranges = new List<PortRange>();
            for (int i = at; i < axis.Length && axis[i].First.Value <= end; i++)
            {
                if (!isChosen(axis[i].Column))
                    continue;
                int first = Math.Max(start, axis[i].First.Value), last = i + 1 < axis.Length ? Math.Min(end, axis[i + 1].First.Value - 1) : end;
                ranges.Add(new PortRange((ushort)first, (ushort)last));
            }

            if (ranges.Count > 0)
                services.Add(new LiteralService(new IpProtocol((byte)number), PortSet.Of([.. ranges])));
        }

        return services.Count == 256 && services.TrueForAll(service => service.Ports.IsAll) ? ServiceSet.Of(Service.Any) : ServiceSet.Of(services);
    }

    /// <summary>The points of the services, as ascending spans.</summary>
    public static IEnumerable<(UInt128 First, UInt128 Last)> Points(ServiceSet services) => services.Services.SelectMany(Points);

    private static IEnumerable<(UInt128 First, UInt128 Last)> Points(LiteralService service)
    {
        if (service.Protocol is not { } protocol)
            return [(0, ServicePoint.End - 1)];
        uint start = (uint)protocol.Number << 16;
        return protocol.HasPorts
            ? service.Ports.Ranges.Select(range => ((UInt128)(start | range.First), (UInt128)(start | range.Last)))
            : [(start, start | ushort.MaxValue)];
    }
}
