using System.Collections.Immutable;
using Ringfence.Control.Rules;
using Ringfence.Control.Templates;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>
/// Makes the parameter templates, the groups, their rules and the bindings of the caller's scope what they were at an earlier revision, as a new change. Instances and interfaces stay as they are
/// but for their groups. Refused, naming each, when something cannot come back: an interface that was bound is gone, an id is another region's or account's now, or a group that was not there is in
/// use or a default group.
/// </summary>
/// <param name="Past">The world at the earlier revision.</param>
/// <param name="Preview">Only tell what would change.</param>
public sealed record RestoreRevision(World Past, bool Preview) : ICommand<ChangePlan>
{
    /// <inheritdoc/>
    public Decision<ChangePlan> Decide(World world, CommandContext context)
    {
        var faults = new Faults();
        var templates = new TemplateRestoration(Past, world, context);
        ImmutableArray<Change> back = [.. templates.Puts(faults)];
        var withTemplates = world.Tentative(back);
        ImmutableArray<Change> groups = [.. Groups(withTemplates, context, faults)];
        var bindings = Bindings(withTemplates.Tentative(groups), context, faults);
        var gone = Deletions(world, context.Scope, bindings, faults);
        GroupCount.Check(world, world.Tentative([.. groups, .. gone]), context, faults);
        return faults.Any
            ? faults.Refuse<ChangePlan>()
            : ChangePlan.Accept(world, [.. back, .. groups, .. bindings.Values.Select(item => new Change.PutInterface(item)), .. gone, .. templates.Deletions()], Preview);
    }

    private IEnumerable<Change> Groups(World world, CommandContext context, Faults faults)
    {
        foreach (string id in IdsIn(Past, context.Scope))
        {
            var past = Past.Groups[id];
            bool isThere = world.TryGetGroup(context.Scope, id, out var now);
            if (!isThere && world.Groups.ContainsKey(id))
            {
                faults.Add(RefusalKind.GroupInUse, "", $"{id} cannot come back: a security group of another region or account has its id now.");
                continue;
            }

            if (isThere && GroupContent.IsSame(past, now!))
                continue;

            // Clients compare versions: a version that was given once never stands for other rules.
            long version = now is not null && GroupContent.HaveSameRules(past, now) ? now.PolicyVersion : Math.Max(past.PolicyVersion, now?.PolicyVersion ?? 0) + 1;
            var restored = past.InPlaceOf(now, context.Now) with { PolicyVersion = version, UpdatedAt = context.Now };
            RuleQuota.Check(world, context.Quotas, now, restored, faults);
            yield return new Change.PutGroup(restored);
        }
    }

    private SortedDictionary<string, NetworkInterface> Bindings(World world, CommandContext context, Faults faults)
    {
        var bindings = new SortedDictionary<string, NetworkInterface>(StringComparer.Ordinal);
        var quota = new MembershipQuota(world, context.Quotas, faults);
        foreach (var past in Past.Interfaces.Values.Where(item => item.Scope == context.Scope).OrderBy(item => item.Id, StringComparer.Ordinal))
        {
            if (!world.TryGetInterface(context.Scope, past.Id, out var now))
            {
                if (!past.SecurityGroupIds.IsEmpty)
                    faults.Add(RefusalKind.InstanceNotFound, "", $"{past.InstanceId} ({past.Id}), which was bound to {string.Join(", ", past.SecurityGroupIds)}, is not registered any more.");
                continue;
            }

            if (now.SecurityGroupIds.SequenceEqual(past.SecurityGroupIds))
                continue;
            var bound = now with { SecurityGroupIds = past.SecurityGroupIds };
            var type = world.Instances[now.InstanceId].Type;
            quota.Note(now, type, bound, type);
            bindings.Add(bound.Id, bound);
        }

        quota.Check();
        return bindings;
    }

    private IEnumerable<Change> Deletions(World world, Scope scope, SortedDictionary<string, NetworkInterface> bindings, Faults faults)
    {
        var deletions = new List<Change>();
        foreach (string id in IdsIn(world, scope).Where(id => !Past.TryGetGroup(scope, id, out _)))
        {
            if (world.Groups[id].IsDefault)
                faults.Add(RefusalKind.DefaultGroup, "", $"{id} was not there, but it is the default group of its project now and cannot be deleted.");
            string[] bound = [.. world.InterfacesByGroup.GetValueOrDefault(id, []).Where(item => !bindings.ContainsKey(item)).Order(StringComparer.Ordinal)];
            if (bound.Length > 0)
                faults.Add(RefusalKind.GroupInUse, "", $"{id} was not there, but it is in use by {Listed(bound)}.");
            deletions.Add(new Change.DeleteGroup(id));
        }

        return deletions;
    }

    private static string Listed(string[] ids)
    {
        const int Shown = 10;
        return ids.Length <= Shown ? string.Join(", ", ids) : $"{string.Join(", ", ids.Take(Shown))} and {ids.Length - Shown} more";
    }

    private static IEnumerable<string> IdsIn(World world, Scope scope) => world.GroupsByScope.GetValueOrDefault(scope, []).Order(StringComparer.Ordinal);
}
