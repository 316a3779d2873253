using System.Collections.Immutable;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Reach;

/// <summary>What the way from one matrix to another does to a pair of classes that nobody can tell apart in either.</summary>
/// <param name="From">Who opens the flow: ids, in the order of the later matrix; those that it does not have, after them.</param>
/// <param name="To">Whom it reaches, likewise.</param>
/// <param name="Opened">Services that reach after and did not before.</param>
/// <param name="Closed">Services that reached before and do not after.</param>
public sealed record ReachChange(ImmutableArray<string> From, ImmutableArray<string> To, ServiceSet Opened, ServiceSet Closed);

/// <summary>Compares who reaches whom. An interface that one of the matrices does not have reaches nobody there.</summary>
public static class ReachComparison
{
    /// <summary>Every pair that changes. Exact. Costs a look at each pair that reaches, before or after: of joint classes, those of interfaces that are alike before and alike after.</summary>
    /// <param name="before">The earlier matrix.</param>
    /// <param name="after">The later one, of the same question.</param>
    /// <param name="excess">Why the answer is null.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public static ImmutableArray<ReachChange>? Of(ReachMatrix before, ReachMatrix after, out ReachExcess? excess, CancellationToken cancellationToken)
    {
        var (was, isNow) = (Services(before), Services(after));
        var classes = Joint(before, after);
        var (olds, news) = (classes.ToLookup(one => one.Before), classes.ToLookup(one => one.After));
        var difference = new KnownDifferences();
        var changes = new List<(int From, int To, ServiceSet Opened, ServiceSet Closed)>();
        excess = ReachExcess.Changes(after.Question);
        foreach (var (pair, old) in was)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (from, to) in Pairs(olds[pair.Item1], olds[pair.Item2]))
            {
                var current = isNow.GetValueOrDefault((from.After, to.After), ServiceSet.Empty);
                if (old.Equals(current))
                    continue;
                if (changes.Count == after.Question.MaxPairs)
                    return null;
                changes.Add((from.Number, to.Number, difference.Of(current, old), difference.Of(old, current)));
            }
        }

        foreach (var (pair, current) in isNow)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var (from, to) in Pairs(news[pair.Item1], news[pair.Item2]))
            {
                // What reached before, too, is among those above.
                if (was.ContainsKey((from.Before, to.Before)))
                    continue;
                if (changes.Count == after.Question.MaxPairs)
                    return null;
                changes.Add((from.Number, to.Number, current, ServiceSet.Empty));
            }
        }

        excess = null;
        return
        [
            .. changes.OrderBy(change => change.From).ThenBy(change => change.To)
                .Select(change => new ReachChange(classes[change.From].Members, classes[change.To].Members, change.Opened, change.Closed)),
        ];
    }

    private static Dictionary<(int, int), ServiceSet> Services(ReachMatrix matrix) => matrix.Edges.ToDictionary(edge => (edge.From.Number, edge.To.Number), edge => edge.Services);

    /// <summary>A class of one reaches nobody in itself.</summary>
    private static IEnumerable<(JointClass From, JointClass To)> Pairs(IEnumerable<JointClass> senders, IEnumerable<JointClass> receivers) =>
        from sender in senders
        from receiver in receivers
        where sender.Number != receiver.Number || sender.Members.Length > 1
        select (sender, receiver);

    private static List<JointClass> Joint(ReachMatrix before, ReachMatrix after)
    {
        var number = before.Classes.SelectMany(one => one.Members, (one, id) => (id, one.Number)).ToDictionary(StringComparer.Ordinal);
        var placed = after.Classes.SelectMany(one => one.Members, (one, id) => (Id: id, Before: number.GetValueOrDefault(id, -1), After: one.Number)).ToList();
        var there = placed.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        placed.AddRange(number.Where(one => !there.Contains(one.Key)).Select(one => (one.Key, one.Value, -1)));
        return [.. placed.GroupBy(one => (one.Before, one.After)).Select((same, at) => new JointClass(at, same.Key.Before, same.Key.After, [.. same.Select(one => one.Id)]))];
    }

    /// <summary>Interfaces of one class before and one class after; -1: of none.</summary>
    private sealed record JointClass(int Number, int Before, int After, ImmutableArray<string> Members);

    /// <summary>Few different sets make many pairs: each difference is computed once.</summary>
    private sealed class KnownDifferences
    {
        private readonly Dictionary<(ServiceSet, ServiceSet), ServiceSet> _known = [];

        public ServiceSet Of(ServiceSet services, ServiceSet without)
        {
            if (services.IsEmpty || without.IsEmpty)
                return services;
            if (!_known.TryGetValue((services, without), out var rest))
                _known.Add((services, without), rest = ServiceDifference.Of(services, without));
            return rest;
        }
    }
}
