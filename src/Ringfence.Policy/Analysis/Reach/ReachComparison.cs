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
    /// <summary>Every pair that changes. Exact. Costs a look at each pair of joint classes: those of interfaces that are alike before and alike after.</summary>
    public static ImmutableArray<ReachChange> Of(ReachMatrix before, ReachMatrix after)
    {
        var (was, isNow) = (Edges(before), Edges(after));
        var classes = Joint(before, after);
        var difference = new KnownDifferences();
        var changes = ImmutableArray.CreateBuilder<ReachChange>();
        foreach (var from in classes)
        {
            foreach (var to in classes)
            {
                if (from == to && from.Members.Count < 2)
                    continue;
                var (old, current) = (was.GetValueOrDefault((from.Before, to.Before), ServiceSet.Empty), isNow.GetValueOrDefault((from.After, to.After), ServiceSet.Empty));
                if (!old.Equals(current))
                    changes.Add(new ReachChange([.. from.Members], [.. to.Members], difference.Of(current, old), difference.Of(old, current)));
            }
        }

        return changes.DrainToImmutable();
    }

    private static Dictionary<(int, int), ServiceSet> Edges(ReachMatrix matrix) => matrix.Edges.ToDictionary(edge => (edge.From.Number, edge.To.Number), edge => edge.Services);

    private static List<JointClass> Joint(ReachMatrix before, ReachMatrix after)
    {
        var number = before.Classes.SelectMany(one => one.Members, (one, id) => (id, one.Number)).ToDictionary(StringComparer.Ordinal);
        var placed = after.Classes.SelectMany(one => one.Members, (one, id) => (Id: id, Before: number.GetValueOrDefault(id, -1), After: one.Number)).ToList();
        var there = placed.Select(one => one.Id).ToHashSet(StringComparer.Ordinal);
        placed.AddRange(number.Where(one => !there.Contains(one.Key)).Select(one => (one.Key, one.Value, -1)));
        return [.. placed.GroupBy(one => (one.Before, one.After)).Select(same => new JointClass(same.Key.Before, same.Key.After, [.. same.Select(one => one.Id)]))];
    }

    /// <summary>Interfaces of one class before and one class after; -1: of none.</summary>
    private sealed record JointClass(int Before, int After, List<string> Members);

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
