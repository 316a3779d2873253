using System.Numerics;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation.Tables;

/// <summary>Ports from <paramref name="FirstPort"/> up to the next segment's first belong to this column.</summary>
internal readonly record struct PortSegment(int FirstPort, int Column);

/// <summary>
/// The (protocol, port) space of one policy cut into columns: two packets are in the same column when the same services of the policy's rules contain them.
/// Columns are numbered in the order they first appear, by protocol, then by port.
/// </summary>
internal sealed class ServicePartition
{
    private readonly int[][] _columnsOf;

    private ServicePartition(PortSegment[][] segments, int columns, int[][] columnsOf)
    {
        Segments = segments;
        Columns = columns;
        _columnsOf = columnsOf;
    }

    /// <summary>By protocol number: the segments of the port space, ascending from port 0. Protocols without ports have one.</summary>
    public PortSegment[][] Segments { get; }

    public int Columns { get; }

    /// <summary>The columns that a service covers, ascending.</summary>
    public ReadOnlySpan<int> ColumnsOf(int service) => _columnsOf[service];

    public static ServicePartition Of(IReadOnlyList<ServiceSet> services)
    {
        int words = Math.Max(1, (services.Count + 31) / 32);
        var signatures = new RowPool(words);
        var everywhere = new uint[words];
        // A set names each protocol once, or everything alone: so each service is switched on and off in turn.
        var byProtocol = new List<(int Service, PortSet Ports)>?[256];
        for (int i = 0; i < services.Count; i++)
        {
            foreach (var part in services[i].Services)
            {
                if (part.Protocol is { } protocol)
                    (byProtocol[protocol.Number] ??= []).Add((i, protocol.HasPorts ? part.Ports : PortSet.All));
                else
                    Toggle(everywhere, i);
            }
        }

        var segments = new PortSegment[256][];
        PortSegment[]? unnamed = null;
        for (int number = 0; number < 256; number++)
        {
            segments[number] = byProtocol[number] is { } own
                ? Cut(own, everywhere, signatures)
                : unnamed ??= [new PortSegment(0, signatures.Intern(everywhere))];
        }

        return new ServicePartition(segments, signatures.Count, Invert(signatures, services.Count));
    }

    private static PortSegment[] Cut(List<(int Service, PortSet Ports)> own, uint[] everywhere, RowPool signatures)
    {
        var active = everywhere.AsSpan().ToArray();
        var edges = new List<(int Port, int Service)>();
        foreach (var (i, ports) in own)
        {
            if (ports.IsAll)
            {
                Toggle(active, i);
                continue;
            }

            // Ranges of a set neither overlap nor touch: each edge switches the service on or off.
            foreach (var range in ports.Ranges)
            {
                edges.Add((range.First, i));
                if (range.Last < ushort.MaxValue)
                    edges.Add((range.Last + 1, i));
            }
        }

        edges.Sort();
        var segments = new List<PortSegment>();
        int next = 0;
        for (int port = 0; ; port = edges[next].Port)
        {
            for (; next < edges.Count && edges[next].Port == port; next++)
                Toggle(active, edges[next].Service);
            int column = signatures.Intern(active);
            if (segments.Count == 0 || segments[^1].Column != column)
                segments.Add(new PortSegment(port, column));
            if (next == edges.Count)
                return [.. segments];
        }
    }

    private static int[][] Invert(RowPool signatures, int services)
    {
        var columnsOf = new List<int>[services];
        for (int i = 0; i < services; i++)
            columnsOf[i] = [];
        for (int column = 0; column < signatures.Count; column++)
        {
            var signature = signatures[column];
            for (int word = 0; word < signature.Length; word++)
            {
                for (uint bits = signature[word]; bits != 0; bits &= bits - 1)
                    columnsOf[(word * 32) + BitOperations.TrailingZeroCount(bits)].Add(column);
            }
        }

        return Array.ConvertAll(columnsOf, list => list.ToArray());
    }

    private static void Toggle(uint[] signature, int service) => signature[service / 32] ^= 1u << (service % 32);
}
