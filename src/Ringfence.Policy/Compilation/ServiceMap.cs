using System.Collections.Immutable;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// (Protocol, destination port) to service class, for one policy: the second reduction of Recursive Flow Classification (Gupta and McKeown, SIGCOMM 1999).
/// One load for a protocol whose ports do not matter, three for one whose ports do. Immutable; classes are numbered in the order they first appear, by
/// protocol, then by port.
/// </summary>
public sealed class ServiceMap
{
    /// <summary>Set in a <see cref="Kinds"/> entry whose low bits are a port map's number.</summary>
    public const ushort HasPorts = 0x8000;

    /// <summary>Ports of a page: a page is chosen by the port's high byte, an entry in it by the low byte.</summary>
    public const int PageSize = 256;

    private readonly ushort[] _kinds;
    private readonly ushort[] _portMaps;
    private readonly ushort[] _pages;

    private ServiceMap(ushort[] kinds, ushort[] portMaps, ushort[] pages)
    {
        _kinds = kinds;
        _portMaps = portMaps;
        _pages = pages;
    }

    /// <summary>By protocol number: the service class, or <see cref="HasPorts"/> with the number of a port map.</summary>
    public ReadOnlySpan<ushort> Kinds => _kinds;

    /// <summary>256 page numbers for each port map, by the port's high byte. Equal maps occur once.</summary>
    public ReadOnlySpan<ushort> PortMaps => _portMaps;

    /// <summary><see cref="PageSize"/> service classes for each page, by the port's low byte. Equal pages occur once.</summary>
    public ReadOnlySpan<ushort> Pages => _pages;

    /// <summary>The service class. Allocates nothing.</summary>
    public int ServiceOf(IpProtocol protocol, ushort port)
    {
        int kind = _kinds[protocol.Number];
        if (kind < HasPorts)
            return kind;
        int page = _portMaps[((kind - HasPorts) * PageSize) + (port >> 8)];
        return _pages[(page * PageSize) + (port & 0xff)];
    }

    /// <summary>Lays out a partition whose columns were merged.</summary>
    /// <param name="partition">The protocols' segments.</param>
    /// <param name="columnOf">Service class by column of the partition.</param>
    internal static ServiceMap Of(ServicePartition partition, int[] columnOf)
    {
        var kinds = new ushort[256];
        var maps = new RowPool(PageSize);
        var pages = new RowPool(PageSize);
        var constantPages = new Dictionary<int, int>();
        Span<uint> map = stackalloc uint[PageSize];
        for (int protocol = 0; protocol < 256; protocol++)
        {
            // Most protocols have one segment to begin with: no need to merge those.
            var cut = partition.Segments[protocol];
            var segments = cut.Length == 1 ? [] : Merge(cut, columnOf);
            if (segments.Length < 2)
            {
                kinds[protocol] = (ushort)columnOf[cut[0].Column];
                continue;
            }

            FillMap(segments, map, pages, constantPages);
            kinds[protocol] = (ushort)(HasPorts | maps.Intern(map));
        }

        return new ServiceMap(kinds, Pack(maps), Pack(pages));
    }

    /// <summary>The protocol's ports in ascending segments, neighbours different.</summary>
    internal static ImmutableArray<PortSegment> Merge(PortSegment[] segments, int[] columnOf)
    {
        var merged = ImmutableArray.CreateBuilder<PortSegment>(segments.Length);
        foreach (var segment in segments)
        {
            if (merged.Count == 0 || merged[^1].Column != columnOf[segment.Column])
                merged.Add(segment with { Column = columnOf[segment.Column] });
        }

        return merged.DrainToImmutable();
    }

    private static void FillMap(ImmutableArray<PortSegment> segments, Span<uint> map, RowPool pages, Dictionary<int, int> constantPages)
    {
        Span<uint> page = stackalloc uint[PageSize];
        int at = 0;
        for (int high = 0; high < PageSize; high++)
        {
            int first = high * PageSize, end = first + PageSize;
            while (at + 1 < segments.Length && segments[at + 1].FirstPort <= first)
                at++;
            bool constant = at + 1 == segments.Length || segments[at + 1].FirstPort >= end;
            if (constant && constantPages.TryGetValue(segments[at].Column, out int known))
            {
                map[high] = (uint)known;
                continue;
            }

            for (int port = first; port < end; port++)
            {
                if (at + 1 < segments.Length && segments[at + 1].FirstPort == port)
                    at++;
                page[port - first] = (uint)segments[at].Column;
            }

            int number = pages.Intern(page);
            if (constant)
                constantPages.Add(segments[at].Column, number);
            map[high] = (uint)number;
        }
    }

    private static ushort[] Pack(RowPool rows)
    {
        var packed = new ushort[rows.Count * rows.Width];
        for (int row = 0; row < rows.Count; row++)
        {
            for (int i = 0; i < rows.Width; i++)
                packed[(row * rows.Width) + i] = (ushort)rows[row][i];
        }

        return packed;
    }
}
