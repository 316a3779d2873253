using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>The limit on groups of a project (reference B.1), for commands that make and delete many. What is over a lowered limit already may stay or shrink but not grow.</summary>
internal static class GroupCount
{
    public static void Check(World before, World after, CommandContext context, Faults faults)
    {
        var counts = Counts(before, context.Scope);
        foreach (var (project, count) in Counts(after, context.Scope))
        {
            if (count > context.Quotas.SecurityGroups && count > counts.GetValueOrDefault(project))
                faults.Add(RefusalKind.GroupQuota, "", $"project {project} would have {count} security groups; at most {context.Quotas.SecurityGroups} are allowed in a region.");
        }
    }

    private static Dictionary<string, int> Counts(World world, Scope scope) =>
        world.GroupsByScope.GetValueOrDefault(scope, []).CountBy(id => world.Groups[id].ProjectId).ToDictionary();
}
