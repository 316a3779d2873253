using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Rules;

/// <summary>Puts the rules of a request in the place of existing ones (reference A.14).</summary>
internal sealed class RuleReplacement(RuleEdit edit, RulePart part, RuleSetSpec? original)
{
    private readonly ImmutableArray<GroupRule> _rules = edit.Group.Rules(part.Direction);
    private readonly ImmutableArray<RuleSpec> _originals =
        original is null ? [] : part.Direction == Policy.Rules.Direction.Ingress ? original.Ingress : original.Egress;

    // What goes, and what comes by the position at which it will stand.
    private readonly HashSet<int> _from = [];
    private readonly Dictionary<int, GroupRule> _to = [];

    /// <summary>Contents change, positions stay. A rule without an index is found by the original's content, else by its own without the description.</summary>
    public void Overwrite()
    {
        var targets = new int?[part.Specs.Length];
        bool paired = _originals.Length == part.Specs.Length;
        for (int i = 0; i < part.Specs.Length; i++)
        {
            targets[i] = Target(part.Specs[i], paired ? _originals[i] : null, i);
            Take(targets[i], part.Path(i));
        }

        PlaceContents(targets, targets);
    }

    /// <summary>Positions change, and contents too when asked.</summary>
    public void Move(bool withContent)
    {
        if (_originals.Length != part.Specs.Length)
        {
            var kind = _originals.IsEmpty ? RefusalKind.Missing : RefusalKind.InvalidValue;
            edit.Faults.Add(kind, "OriginalSecurityGroupPolicySet", $"it must hold one rule of {part.Name} for each new one: {part.Specs.Length}, not {_originals.Length}.");
            return;
        }

        var sources = new int?[part.Specs.Length];
        var targets = new int?[part.Specs.Length];
        var claimed = new HashSet<int>();
        for (int i = 0; i < part.Specs.Length; i++)
        {
            string path = $"OriginalSecurityGroupPolicySet.{part.Path(i)}";
            sources[i] = Locate(_originals[i], withDescription: true, path);
            Take(sources[i], path);
            targets[i] = NewPosition(part.Specs[i].PolicyIndex, part.Path(i));
            if (targets[i] is { } target && !claimed.Add(target))
                edit.Faults.Add(RefusalKind.Duplicate, $"{part.Path(i)}.PolicyIndex", $"{target} is given to two rules.");
        }

        if (withContent)
            PlaceContents(sources, targets);
        else if (!edit.Faults.Any)
            MoveUnchanged(sources, targets);
    }

    /// <summary>The new list: what came at its positions, the rest in its order around it.</summary>
    public ImmutableArray<GroupRule> Result()
    {
        var rest = new Queue<GroupRule>(_rules.Where((_, i) => !_from.Contains(i)));
        return [.. Enumerable.Range(0, _rules.Length).Select(i => _to.TryGetValue(i, out var placed) ? placed : rest.Dequeue())];
    }

    private void MoveUnchanged(int?[] sources, int?[] targets)
    {
        for (int i = 0; i < sources.Length; i++)
            _to[targets[i]!.Value] = _rules[sources[i]!.Value];
    }

    private void PlaceContents(int?[] sources, int?[] targets)
    {
        var duplicates = new DuplicateCheck(_rules.Where((_, i) => !_from.Contains(i)));
        for (int i = 0; i < sources.Length; i++)
        {
            if (edit.Parser.Parse(part.Specs[i], part.Path(i), edit.Faults) is not { } rule)
                continue;
            duplicates.Check(rule, part.Path(i), edit.Faults);
            if (sources[i] is { } source && targets[i] is { } target)
                _to[target] = edit.Place(rule, _rules[source]);
        }
    }

    private int? Target(RuleSpec spec, RuleSpec? originalSpec, int position)
    {
        if (spec.PolicyIndex is { } index)
            return RuleLocator.ByIndex(index, _rules.Length, part.Path(position), edit.Faults);
        return originalSpec is null
            ? Locate(spec, withDescription: false, part.Path(position))
            : Locate(originalSpec, withDescription: true, $"OriginalSecurityGroupPolicySet.{part.Path(position)}");
    }

    private int? Locate(RuleSpec spec, bool withDescription, string path) => spec.PolicyIndex is { } index
        ? RuleLocator.ByIndex(index, _rules.Length, path, edit.Faults)
        : RuleLocator.ByContent(_rules, spec, withDescription, _from, path, edit.Faults);

    private int? NewPosition(long? index, string path)
    {
        if (index is { } given)
            return RuleLocator.ByIndex(given, _rules.Length, path, edit.Faults);
        edit.Faults.Add(RefusalKind.Missing, $"{path}.PolicyIndex", "a rule that moves needs its new index.");
        return null;
    }

    private void Take(int? position, string path)
    {
        if (position is { } found && !_from.Add(found))
            edit.Faults.Add(RefusalKind.Duplicate, path, $"the rule at {found} is named twice.");
    }
}
