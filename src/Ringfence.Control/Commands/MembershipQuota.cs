using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Commands;

/// <summary>
/// The limits on bindings (reference B.1): groups of an interface, interfaces of a group, members of a group that a rule names. Knows the difference that a
/// request makes, so that checking costs what the request costs. What is over a lowered limit already may stay or shrink but not grow.
/// </summary>
internal sealed class MembershipQuota(World world, Quotas quotas, Faults faults)
{
    private readonly Dictionary<string, GroupUsage> _difference = [];

    /// <summary>Takes note of an interface as it was and as it will be; null when it was not or will not be.</summary>
    public void Note(NetworkInterface? before, InstanceType typeBefore, NetworkInterface? after, InstanceType typeAfter)
    {
        foreach (string group in before?.SecurityGroupIds ?? [])
            _difference[group] = _difference.GetValueOrDefault(group).Plus(before!.IsPrimary, typeBefore, -1);
        foreach (string group in after?.SecurityGroupIds ?? [])
            _difference[group] = _difference.GetValueOrDefault(group).Plus(after!.IsPrimary, typeAfter, 1);
        int now = after?.SecurityGroupIds.Length ?? 0;
        int limit = after is null ? 0 : quotas.GroupsPerInterface(after.IsPrimary, typeAfter);
        if (now > limit && now > (before?.SecurityGroupIds.Length ?? 0))
        {
            faults.Add(RefusalKind.GroupsPerInstanceQuota, "",
                $"{after!.InstanceId} ({after.Id}) would be bound to {now} groups; at most {limit} are allowed.");
        }
    }

    /// <summary>Adds a fault for every group that would grow over a limit.</summary>
    public void Check()
    {
        foreach (var (group, difference) in _difference)
        {
            var now = world.UsageByGroup.GetValueOrDefault(group) + difference;
            if (difference.Interfaces > 0 && now.Interfaces > quotas.InstancesPerGroup)
            {
                faults.Add(RefusalKind.InstancesPerGroupQuota, "",
                    $"{group} would have {now.Interfaces} instances and interfaces; at most {quotas.InstancesPerGroup} are allowed.");
            }

            if ((difference.CvmAndInterfaces > 0 || difference.Services > 0) && IsReferenced(group))
                CheckReferenced(group, now, quotas, faults, difference);
        }
    }

    /// <summary>Adds a fault when a group has too many members to be named in a rule.</summary>
    public static void CheckReferenced(string group, GroupUsage usage, Quotas quotas, Faults faults) =>
        CheckReferenced(group, usage, quotas, faults, usage);

    private static void CheckReferenced(string group, GroupUsage usage, Quotas quotas, Faults faults, GroupUsage growth)
    {
        if (growth.CvmAndInterfaces > 0 && usage.CvmAndInterfaces > quotas.ReferencedGroupMembers)
            Refuse(usage.CvmAndInterfaces, "instances and interfaces", quotas.ReferencedGroupMembers);
        if (growth.Services > 0 && usage.Services > quotas.ReferencedGroupServices)
            Refuse(usage.Services, "services", quotas.ReferencedGroupServices);

        void Refuse(int count, string what, int limit) => faults.Add(RefusalKind.MembersOfReferencedGroupQuota, "",
            $"{group} would have {count} {what}; at most {limit} are allowed in a group that a rule names.");
    }

    private bool IsReferenced(string group) =>
        world.ReferencesByGroup.ContainsKey(group) || (world.Groups.TryGetValue(group, out var own) && NamesItself(own));

    private static bool NamesItself(SecurityGroup group) =>
        group.Ingress.Concat(group.Egress).Any(rule => rule.Rule.Peer is GroupPeer peer && peer.GroupId == group.Id);
}
