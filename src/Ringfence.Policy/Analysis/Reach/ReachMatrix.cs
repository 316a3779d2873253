using System.Collections.Immutable;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>
/// Who reaches whom on what: the sender's egress and the receiver's ingress. Interfaces are folded into classes first, so that the pairs to compute are those of different
/// bindings and not of all interfaces. Exact; about packets between registered addresses, not about routing, NAT or what else filters on the way.
/// </summary>
public sealed class ReachMatrix
{
    private ReachMatrix(ReachQuestion question, ImmutableArray<ReachClass> classes, ImmutableArray<ReachEdge> edges) => (Question, Classes, Edges) = (question, classes, edges);

    /// <summary>What was asked.</summary>
    public ReachQuestion Question { get; }

    /// <summary>The classes of the interfaces that are asked about, in the order of their first members.</summary>
    public ImmutableArray<ReachClass> Classes { get; }

    /// <summary>Every pair that reaches, by sender, then receiver. A class is paired with itself when it has two members.</summary>
    public ImmutableArray<ReachEdge> Edges { get; }

    /// <summary>
    /// Computes the pairs.
    /// 1. The service spaces of all policies are cut alike, so that a policy's row for an address is a bit vector.
    /// 2. Each address's rows in all policies are its signature; interfaces with the same policies and signatures are one class.
    /// 3. A pair's services are the sender's egress row of the receiver's address and the receiver's ingress row of the sender's, bit by bit; any of their addresses may serve.
    /// </summary>
    /// <param name="points">The interfaces.</param>
    /// <param name="question">Which pairs.</param>
    /// <param name="memory">What the last matrix has left behind.</param>
    /// <param name="excess">Why the answer is null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public static ReachMatrix? Of(IReadOnlyList<ReachPoint> points, ReachQuestion question, ReachMemory memory, out ReachExcess? excess, CancellationToken cancellationToken)
    {
        ReachPoint[] asked = [.. points.Where(point => question.IsSender(point.Id) || question.IsReceiver(point.Id))];
        var sets = new DistinctSets(asked, question);
        var (sending, receiving) = (Addresses(asked, question.IsSender), Addresses(asked, question.IsReceiver));
        excess = ReachExcess.Rows(question);
        if (((long)sending.Count * sets.Ingress.Sets.Count) + ((long)receiving.Count * sets.Egress.Sets.Count) > question.MaxRows)
            return null;

        memory.Senders.Begin(sending);
        memory.Receivers.Begin(receiving);
        var (senders, receivers) = (new AddressSignatures(sets.Ingress, memory.Senders, cancellationToken), new AddressSignatures(sets.Egress, memory.Receivers, cancellationToken));
        var folded = new PointFolder(sets, question, senders, receivers);
        foreach (var point in asked)
            folded.Add(point);
        ImmutableArray<ReachClass> classes = [.. folded.Classes.Select((one, number) => new ReachClass(number, [.. one.Members]))];
        excess = ReachExcess.Pairs(question);
        if (Pairs(sets, folded.Classes, classes, senders, receivers, question.MaxPairs, cancellationToken) is not { } edges)
            return null;
        excess = null;
        return new ReachMatrix(question, classes, edges);
    }

    private static HashSet<IpAddress> Addresses(ReachPoint[] points, Func<string, bool> isMeant) => [.. points.Where(point => isMeant(point.Id)).SelectMany(point => point.Addresses)];

    private static ImmutableArray<ReachEdge>? Pairs(
        DistinctSets sets, List<PointClass> points, ImmutableArray<ReachClass> classes, AddressSignatures senders, AddressSignatures receivers, int most, CancellationToken cancellationToken)
    {
        var services = new Dictionary<int, ServiceSet>();
        var pool = new RowPool(sets.Words);
        var scratch = new uint[sets.Words];
        var edges = ImmutableArray.CreateBuilder<ReachEdge>();
        for (int from = 0; from < points.Count; from++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int to = 0; to < points.Count; to++)
            {
                if ((from == to && points[from].Members.Count < 2) || !TryReach(sets, points[from], points[to], senders, receivers, scratch))
                    continue;
                if (edges.Count == most)
                    return null;
                int number = pool.Intern(scratch);
                if (!services.TryGetValue(number, out var set))
                    services.Add(number, set = sets.ServicesOf(scratch));
                edges.Add(new ReachEdge(classes[from], classes[to], set));
            }
        }

        return edges.DrainToImmutable();
    }

    private static bool TryReach(DistinctSets sets, PointClass from, PointClass to, AddressSignatures senders, AddressSignatures receivers, uint[] services)
    {
        if (from.Egress < 0 || to.Ingress < 0 || from.Network != to.Network)
            return false;
        Array.Clear(services);
        bool any = false;
        foreach (var near in from.Addresses)
        {
            foreach (var far in to.Addresses)
            {
                if (near.Family != far.Family)
                    continue;
                uint[] egress = sets.Egress.Bits(from.Egress, receivers.RowOf(far.AsReceiver, from.Egress)), ingress = sets.Ingress.Bits(to.Ingress, senders.RowOf(near.AsSender, to.Ingress));
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
