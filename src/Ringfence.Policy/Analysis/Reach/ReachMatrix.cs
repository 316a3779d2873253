using System.Collections.Immutable;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>
/// Who reaches whom on what, for all pairs: the sender's egress and the receiver's ingress. Interfaces are folded into classes first, so that the pairs to compute are those of different
/// bindings and not of all interfaces. Exact; about packets between registered addresses, not about routing, NAT or what else filters on the way.
/// </summary>
public sealed class ReachMatrix
{
    private ReachMatrix(ImmutableArray<ReachClass> classes, ImmutableArray<ReachEdge> edges) => (Classes, Edges) = (classes, edges);

    /// <summary>The classes, in the order of their first members.</summary>
    public ImmutableArray<ReachClass> Classes { get; }

    /// <summary>Every pair that reaches, by sender, then receiver. A class is paired with itself when it has two members.</summary>
    public ImmutableArray<ReachEdge> Edges { get; }

    /// <summary>
    /// Computes all pairs.
    /// 1. The service spaces of all policies are cut alike, so that a policy's row for an address is a bit vector.
    /// 2. Each address's rows in all policies are its signature; interfaces with the same policies and signatures are one class.
    /// 3. A pair's services are the sender's egress row of the receiver's address and the receiver's ingress row of the sender's, bit by bit; any of their addresses may serve.
    /// </summary>
    /// <param name="points">The interfaces.</param>
    /// <param name="memory">What the last matrix has left behind; null for a single one.</param>
    public static ReachMatrix Of(IReadOnlyList<ReachPoint> points, ReachMemory? memory = null)
    {
        var sets = new DistinctSets(points);
        var folded = new PointFolder(sets, points, memory ?? new ReachMemory());
        foreach (var point in points)
            folded.Add(point);
        var classes = folded.Classes;
        ImmutableArray<ReachClass> result = [.. classes.Select((one, number) => new ReachClass(number, [.. one.Members]))];
        var services = new Dictionary<int, ServiceSet>();
        var pool = new RowPool(sets.Words);
        var scratch = new uint[sets.Words];
        var edges = ImmutableArray.CreateBuilder<ReachEdge>();
        for (int from = 0; from < classes.Count; from++)
        {
            for (int to = 0; to < classes.Count; to++)
            {
                if ((from == to && classes[from].Members.Count < 2) || !TryReach(sets, classes[from], classes[to], scratch))
                    continue;
                int number = pool.Intern(scratch);
                if (!services.TryGetValue(number, out var set))
                    services.Add(number, set = sets.ServicesOf(scratch));
                edges.Add(new ReachEdge(result[from], result[to], set));
            }
        }

        return new ReachMatrix(result, edges.DrainToImmutable());
    }

    private static bool TryReach(DistinctSets sets, PointClass from, PointClass to, uint[] services)
    {
        Array.Clear(services);
        if (from.Network != to.Network)
            return false;
        bool any = false;
        foreach (var near in from.Addresses)
        {
            foreach (var far in to.Addresses)
            {
                if (near.Family != far.Family)
                    continue;
                var (egress, ingress) = (sets.Bits(from.Egress, far.Rows[from.Egress]), sets.Bits(to.Ingress, near.Rows[to.Ingress]));
                for (int word = 0; word < services.Length; word++)
                {
                    services[word] |= egress[word] & ingress[word];
                    any |= services[word] != 0;
                }
            }
        }

        return any;
    }
}
