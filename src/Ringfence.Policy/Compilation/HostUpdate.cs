using System.Collections.Immutable;
using Ringfence.Policy.Compilation.Addresses;
using Ringfence.Policy.Compilation.Tables;
using Ringfence.Policy.Hosting;

namespace Ringfence.Policy.Compilation;

/// <summary>One step from the tables of a host policy to those of another.</summary>
internal sealed class HostUpdate(HostTables previous, HostPolicy next, CompilationLimits limits)
{
    private readonly bool _sameLists = ReferenceEquals(previous.Source.Interfaces, next.Interfaces) && ReferenceEquals(previous.Source.Lists, next.Lists);

    public CompilationResult Run()
    {
        if (InventoryLimits.Check(next, previous.Source, limits) is { } tooMany)
            return tooMany;
        var universe = previous.Universe;
        IReadOnlyCollection<ListSequence>? sequences = null;
        if (!_sameLists)
        {
            sequences = Sequences();
            var lists = UsedLists(sequences);
            if (InventoryLimits.CheckRules(lists, limits) is { } tooManyRules)
                return tooManyRules;
            universe = universe.With(lists);
        }

        if (universe.Prefixes.Length > limits.MaxPrefixes)
            return OnHost(CompilationLimit.Prefixes, universe.Prefixes.Length, limits.MaxPrefixes);
        var (classifier, added) = ClassifierUpdate.Run(previous.Classifier, previous.Source, previous.Universe, next, universe);
        if (classifier.HostCount > limits.MaxHosts)
            return OnHost(CompilationLimit.Hosts, classifier.HostCount, limits.MaxHosts);
        bool swept = ClassSweep.IsDue(classifier.Table);
        if (swept)
        {
            classifier = ClassSweep.Run(classifier);
            universe = universe.Forget();
        }

        if (classifier.Table.Length > limits.MaxClasses)
            return OnHost(CompilationLimit.Classes, classifier.Table.Length, limits.MaxClasses);
        if (_sameLists && added.Count == 0 && !swept)
            return Finish(new HostTables(next, universe, classifier, previous.BySequence, previous.Interfaces, previous.RuleBytes));

        var policies = ImmutableDictionary.CreateBuilder<ListSequence, CompiledPolicy>();
        foreach (var sequence in sequences ?? [.. previous.BySequence.Keys])
        {
            var policy = Policy(sequence, universe, classifier.Table, added, swept, out var exceeded);
            if (policy is null)
                return exceeded!;
            policies.Add(sequence, policy);
        }

        long bytes = TableMemory.OfRules(policies.Values, universe.Prefixes, next.Interfaces.Values);
        return Finish(new HostTables(next, universe, classifier, policies.ToImmutable(), Interfaces(policies), bytes));
    }

    private CompilationResult Finish(HostTables tables) =>
        tables.Bytes > limits.MaxTableBytes ? OnHost(CompilationLimit.TableBytes, tables.Bytes, limits.MaxTableBytes) : new Compiled(tables);

    private static Exceeded OnHost(CompilationLimit limit, long needed, long allowed) => new(limit, needed, allowed, "host");

    private HashSet<ListSequence> Sequences()
    {
        var sequences = new HashSet<ListSequence>();
        foreach (var one in next.Interfaces.Values)
        {
            sequences.Add(new ListSequence(one.IngressLists));
            sequences.Add(new ListSequence(one.EgressLists));
        }

        return sequences;
    }

    private List<RuleList> UsedLists(IReadOnlyCollection<ListSequence> sequences) =>
        [.. sequences.SelectMany(sequence => sequence.Ids).ToHashSet(StringComparer.Ordinal).Select(id => next.Lists[id])];

    private CompiledPolicy? Policy(
        ListSequence sequence, PeerUniverse universe, ClassTable classes, IReadOnlyList<AddressClass> added, bool swept, out Exceeded? exceeded)
    {
        exceeded = null;
        var known = previous.BySequence.GetValueOrDefault(sequence);
        if (known is null || !SameRules(known))
        {
            var lists = sequence.Ids.Select(id => next.Lists[id]).ToImmutableArray();
            int rules = lists.Sum(list => list.Rules.Length);
            if (rules > limits.MaxRules)
            {
                exceeded = Exceeded.ByPolicy(CompilationLimit.Rules, rules, limits.MaxRules, lists);
                return null;
            }

            return PolicyCompiler.Compile(new PolicyPlan(lists, universe.Ordinals), classes, limits, out exceeded);
        }

        if (swept && PolicyExtension.IsWasteful(known, classes))
            return PolicyCompiler.Compile(known.Plan, classes, limits, out exceeded);
        if (added.Count == 0 && known.RowOf.Length == classes.Length)
            return known;
        return PolicyExtension.Extend(known, added, classes, limits) ?? PolicyCompiler.Compile(known.Plan, classes, limits, out exceeded);
    }

    private bool SameRules(CompiledPolicy policy)
    {
        if (_sameLists)
            return true;
        foreach (var list in policy.Plan.Lists)
        {
            if (!ReferenceEquals(next.Lists[list.Id], list))
                return false;
        }

        return true;
    }

    private ImmutableDictionary<string, CompiledInterface> Interfaces(IReadOnlyDictionary<ListSequence, CompiledPolicy> policies)
    {
        var interfaces = ImmutableDictionary.CreateBuilder<string, CompiledInterface>(StringComparer.Ordinal);
        foreach (var (id, one) in next.Interfaces)
            interfaces.Add(id, new CompiledInterface(policies[new ListSequence(one.IngressLists)], policies[new ListSequence(one.EgressLists)]));
        return interfaces.ToImmutable();
    }
}
