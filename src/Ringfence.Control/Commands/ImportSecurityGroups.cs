using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Commands;

/// <summary>
/// Makes groups and bindings what a file says, all of them or none. A group is found by its id, else as the default group, else by its name in its project; what is not found is made, with the id of
/// the file when nobody has it. A list of rules that is given replaces the present one; rules that are the same keep their id and time. Refused with every fault of the file.
/// </summary>
/// <param name="Groups">The groups of the file.</param>
/// <param name="RemoveOthers">Delete the groups of the scope that the file does not have.</param>
/// <param name="Preview">Only tell what would change.</param>
public sealed record ImportSecurityGroups(ImmutableArray<GroupImport> Groups, bool RemoveOthers, bool Preview) : ICommand<ChangePlan>
{
    /// <summary>The parameter templates of the file; those that it does not have stay.</summary>
    public ImmutableArray<TemplateImport> Templates { get; init; } = [];

    /// <summary>Bindings of the file; interfaces that it does not have keep their groups.</summary>
    public ImmutableArray<BindingImport> Bindings { get; init; } = [];

    /// <inheritdoc/>
    public Decision<ChangePlan> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var templates = new ImportTemplates(world, context, faults);
        templates.Read(Templates);
        var targets = new ImportTargets(world, context, faults).Resolve(Groups);

        // Rules may name any group and template of the file: they are read in a world that has all of them.
        var tentative = templates.World.Tentative([.. targets.Select(target => new Change.PutGroup(target.Group))]);
        var groups = new GroupReferences(tentative, context.Scope, targets);
        var names = new PeerReferences(tentative, groups, templates.Names);
        var ids = new RuleIdSequence(world);
        var changes = templates.Changes.ToBuilder();
        foreach (var target in targets)
        {
            var group = WithRules(target, new RuleParser(tentative, context.Scope, target.Group.ProjectId, RuleFieldNames.Document), names, ids, context.Now, faults);
            var quota = new Faults();
            RuleQuota.Check(tentative, context.Quotas, target.Before, group, quota);
            faults.AddUnder(target.Import.Path, quota);
            if (target.Before is null || !GroupContent.IsSame(target.Before, group))
                changes.Add(new Change.PutGroup(Next(target.Before, group, context.Now)));
        }

        changes.AddRange(new ImportBindings(world.Tentative(changes.ToImmutable()), groups, context, faults).Changes(Bindings));
        if (RemoveOthers)
            changes.AddRange(Removals(world, world.Tentative(changes.ToImmutable()), targets, context.Scope, faults));
        GroupCount.Check(world, world.Tentative(changes.ToImmutable()), context, faults);
        return faults.Any ? faults.Refuse<ChangePlan>() : ChangePlan.Accept(world, changes.ToImmutable(), Preview);
    }

    private static SecurityGroup WithRules(ImportTarget target, RuleParser parser, PeerReferences names, RuleIdSequence ids, DateTimeOffset now, Faults faults)
    {
        var group = target.Group;
        if (target.Import.Ingress is { } ingress)
            group = group with { Ingress = Read(ingress, Direction.Ingress) };
        if (target.Import.Egress is { } egress)
            group = group with { Egress = Read(egress, Direction.Egress) };
        return group;

        ImmutableArray<GroupRule> Read(ImmutableArray<RuleSpec> specs, Direction direction)
        {
            var present = group.Rules(direction).ToLookup(rule => rule.Text);
            var duplicates = new DuplicateCheck([]);
            var rules = ImmutableArray.CreateBuilder<GroupRule>(specs.Length);
            for (int i = 0; i < specs.Length; i++)
            {
                string path = $"{target.Import.Path}.{direction}.{i}";
                if (parser.Parse(specs[i], (spec, at, found) => names.Resolve(spec, group.ProjectId, at, found), path, faults) is not { } rule)
                    continue;
                duplicates.Check(rule, path, faults);
                rules.Add(present[rule.Text].FirstOrDefault(rule.IsSameAs) ?? rule.ToGroupRule(ids.Next(), now));
            }

            return rules.DrainToImmutable();
        }
    }

    private static SecurityGroup Next(SecurityGroup? before, SecurityGroup group, DateTimeOffset now)
    {
        bool same = before is not null ? GroupContent.HaveSameRules(before, group) : group.Ingress.IsEmpty && group.Egress.IsEmpty;
        return group with { PolicyVersion = (before?.PolicyVersion ?? 0) + (same ? 0 : 1), UpdatedAt = now };
    }

    private static IEnumerable<Change> Removals(World world, World after, ImmutableArray<ImportTarget> targets, Scope scope, Faults faults)
    {
        var kept = targets.Select(target => target.Group.Id).ToHashSet();
        string[] removed = [.. world.GroupsByScope.GetValueOrDefault(scope, []).Where(id => !kept.Contains(id)).Order(StringComparer.Ordinal)];
        foreach (string id in removed)
        {
            if (world.Groups[id].IsDefault)
                faults.Add(RefusalKind.DefaultGroup, "", $"{id} is not in the file, but it is the default group of its project and cannot be deleted.");
            if (after.InterfacesByGroup.TryGetValue(id, out var bound))
                faults.Add(RefusalKind.GroupInUse, "", $"{id} is not in the file, but it is bound to {bound.Count} network {(bound.Count == 1 ? "interface" : "interfaces")}.");
            string[] naming = [.. after.ReferencesByGroup.GetValueOrDefault(id, []).Except(removed).Order(StringComparer.Ordinal)];
            if (naming.Length > 0)
                faults.Add(RefusalKind.GroupInUse, "", $"{id} is not in the file, but rules of {string.Join(", ", naming)} name it.");
        }

        return removed.Select(id => new Change.DeleteGroup(id));
    }
}
