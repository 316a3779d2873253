using System.Collections.Immutable;
using System.Numerics;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>
/// Bytes that tables take in a datapath's memory, of which there is a fixed amount. The layout is the eBPF datapath's (bpf/types.h and its Tables folder); these are its sizes, rounded up,
/// room to grow included.
/// </summary>
internal static class TableMemory
{
    private const long Line = 64, Map = 512, Node = 1024, Root = (256 << 10) + Node + (2 * Line);

    /// <summary>Where a walk over a prefix's bits may end: after the first 16, then after each 8.</summary>
    private const int RootBits = 16, NodeBits = 8;

    /// <summary>An empty host: the roots of both families and the record that names them.</summary>
    public const long Empty = (2 * Root) + (8 * Line);

    /// <summary>One policy.</summary>
    /// <param name="classes">Address classes of the host.</param>
    /// <param name="cells">Rows times columns.</param>
    /// <param name="columns">Service classes.</param>
    /// <param name="maps">Port maps and pages.</param>
    public static long OfPolicy(long classes, long cells, long columns, long maps) =>
        (8 * Line) + (2 * Headroom(classes)) + Map + (Map * maps) + (4 * (cells + (cells / 4) + (128 * columns)));

    /// <summary>A compiled policy.</summary>
    public static long Of(CompiledPolicy policy) => OfPolicy(
        policy.RowOf.Length, policy.Matrix.Length, policy.Columns, (policy.Services.PortMaps.Length + policy.Services.Pages.Length) / ServiceMap.PageSize);

    /// <summary>Everything that does not change when members of sets move between classes: policies, prefixes and interfaces.</summary>
    public static long OfRules(IEnumerable<CompiledPolicy> policies, ImmutableArray<IpPrefix> prefixes, IEnumerable<InterfacePolicy> interfaces) =>
        Empty + policies.Sum(Of) + OfNodes(NodesOf(prefixes)) + interfaces.Sum(one => OfInterface(one.Addresses.Length));

    /// <summary>The addresses of sets, at most a third of the places taken: hash tables with a power of two lines.</summary>
    public static long OfHosts(long ipv4, long ipv6) => (Line * Lines((ipv4 + 1) / 2)) + (Line * Lines(ipv6));

    /// <summary>The same when the families are not known.</summary>
    public static long OfHosts(long addresses) => 2 * Line * (addresses + 64);

    /// <summary>An interface's record, with its own addresses.</summary>
    public static long OfInterface(int ownAddresses) => (5 * Line) + (16 * (long)ownAddresses);

    /// <summary>The nodes on the way to a prefix, below the root: each is named by the bits that lead there.</summary>
    public static IEnumerable<IpPrefix> NodesOn(IpPrefix prefix) =>
        Enumerable.Range(0, NodesOf(prefix)).Select(level => new IpPrefix(prefix.Network, RootBits + (level * NodeBits)));

    private static int NodesOf(IpPrefix prefix) => prefix.Length <= RootBits ? 0 : (prefix.Length - RootBits + NodeBits - 1) / NodeBits;

    /// <summary>The nodes of prefixes in ascending order: those that neighbours share are counted once.</summary>
    public static long NodesOf(IEnumerable<IpPrefix> ascending)
    {
        long nodes = 0;
        IpPrefix? before = null;
        foreach (var prefix in ascending)
        {
            int shared = before is { } other && other.Family == prefix.Family ? NodesShared(other, prefix) : 0;
            nodes += NodesOf(prefix) - Math.Min(shared, NodesOf(prefix));
            before = prefix;
        }

        return nodes;
    }

    /// <summary>Bytes of so many nodes.</summary>
    public static long OfNodes(long nodes) => nodes * Node;

    /// <summary>Nodes on both ways: each is reached by bits that the two have in common.</summary>
    private static int NodesShared(IpPrefix one, IpPrefix other)
    {
        var differing = one.Network.Value ^ other.Network.Value;
        int common = (int)UInt128.LeadingZeroCount(differing) - (128 - one.Family.Bits());
        int ways = common < RootBits ? 0 : ((common - RootBits) / NodeBits) + 1;
        return Math.Min(ways, NodesOf(one));
    }

    private static long Headroom(long count) => count + (count / 4) + 128;

    private static long Lines(long least) => (long)BitOperations.RoundUpToPowerOf2((ulong)Math.Max(64, least));
}
