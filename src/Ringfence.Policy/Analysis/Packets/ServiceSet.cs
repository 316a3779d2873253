using System.Collections.Immutable;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>A set of services for people to read: a list, or everything but a list, whichever is shorter.</summary>
public sealed class ServiceSet
{
    private ServiceSet(bool isComplement, ImmutableArray<LiteralService> services) => (IsComplement, Services) = (isComplement, services);

    /// <summary>When true, the set is everything but <see cref="Services"/>.</summary>
    public bool IsComplement { get; }

    /// <summary>One entry a protocol, by protocol number.</summary>
    public ImmutableArray<LiteralService> Services { get; }

    /// <summary>True when the service is in the set. The port is ignored for protocols without ports.</summary>
    public bool Contains(IpProtocol protocol, ushort port) => Services.Any(service => service.Contains(protocol, port)) != IsComplement;

    /// <summary><c>tcp:22,80-90 icmp</c>, <c>ALL</c>, <c>ALL except tcp:22</c>, or nothing.</summary>
    public override string ToString()
    {
        string list = string.Join(' ', Services);
        return !IsComplement ? list : Services.IsEmpty ? "ALL" : $"ALL except {list}";
    }

    /// <summary>The services of the columns that are chosen.</summary>
    internal static ServiceSet Of(ImmutableArray<ServiceSegment> axis, Func<int, bool> isChosen)
    {
        var inside = ProtocolList(axis, isChosen);
        var outside = ProtocolList(axis, column => !isChosen(column));
        return outside.Length < inside.Length ? new ServiceSet(true, outside) : new ServiceSet(false, inside);
    }

    private static ImmutableArray<LiteralService> ProtocolList(ImmutableArray<ServiceSegment> axis, Func<int, bool> isChosen)
    {
        var services = ImmutableArray.CreateBuilder<LiteralService>();
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

        return services.DrainToImmutable();
    }
}
