using Ringfence.Control.Commands;
using Ringfence.Control.Rules;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Templates;

/// <summary>The limits on templates (reference B.2), and on the groups whose rules use them. What is over a lowered limit already may stay or shrink but not grow.</summary>
internal static class TemplateQuota
{
    /// <summary>Adds a fault when the scope has as many templates of the kind as it may.</summary>
    public static void CheckCount(World world, CommandContext context, TemplateKind kind, Faults faults)
    {
        var all = world.TemplatesByScope.GetValueOrDefault(context.Scope, []);
        if (all.Count(id => world.Templates[id].Kind == kind) >= context.Quotas.Templates)
            faults.Add(RefusalKind.TemplateQuota, "", $"there are at most {context.Quotas.Templates} {kind.Noun()}s in a region.");
    }

    /// <summary>Adds a fault for each limit that a change of a template's members would go over.</summary>
    public static void CheckMembers(World world, Quotas quotas, ParameterTemplate? before, ParameterTemplate after, Faults faults)
    {
        int limit = MembersOf(after.Kind, quotas);
        if (after.Members.Length > limit && after.Members.Length > (before?.Members.Length ?? 0))
            faults.Add(RefusalKind.TemplateMemberQuota, "", $"the {after.Kind.Noun()} would have {after.Members.Length} members; at most {limit} are allowed.");

        foreach (string member in after.MemberIds.Except(before?.MemberIds ?? []))
        {
            int holders = world.TemplateGroupsByTemplate.GetValueOrDefault(member, []).Count;
            if (holders >= quotas.GroupsPerTemplate)
                faults.Add(RefusalKind.GroupsPerTemplateQuota, "", $"{member} is in {holders} groups already; at most {quotas.GroupsPerTemplate} are allowed.");
        }

        if (before is not null)
            CheckUsers(world, quotas, after, faults);
    }

    /// <summary>How many members a template of a kind may have.</summary>
    public static int MembersOf(TemplateKind kind, Quotas quotas) => kind switch
    {
        TemplateKind.Address => quotas.AddressTemplateMembers,
        TemplateKind.AddressGroup => quotas.AddressTemplateGroupMembers,
        TemplateKind.Service => quotas.ServiceTemplateMembers,
        _ => quotas.ServiceTemplateGroupMembers,
    };

    /// <summary>Every group whose rules the change makes more of.</summary>
    private static void CheckUsers(World world, Quotas quotas, ParameterTemplate after, Faults faults)
    {
        var now = new ExpansionSize(world);
        var then = new ExpansionSize(world, after);
        foreach (string id in world.GroupsUsingTemplate(after.Id).Order(StringComparer.Ordinal))
            RuleQuota.CheckExpansion(id, now.Of(world.Groups[id]), then.Of(world.Groups[id]), quotas, faults);
    }
}
