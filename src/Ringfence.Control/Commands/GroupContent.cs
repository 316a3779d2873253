using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Commands;

/// <summary>Compares groups by what a user gave them: ids of rules, versions and times do not count.</summary>
internal static class GroupContent
{
    public static bool IsSame(SecurityGroup one, SecurityGroup other) => ReferenceEquals(one, other) ||
        (one.Name == other.Name && one.Description == other.Description && one.ProjectId == other.ProjectId && one.IsDefault == other.IsDefault && one.Mode == other.Mode
            && one.Tags.SequenceEqual(other.Tags) && HaveSameRules(one, other));

    public static bool HaveSameRules(SecurityGroup one, SecurityGroup other) => AreSame(one.Ingress, other.Ingress) && AreSame(one.Egress, other.Egress);

    public static bool AreSame(ImmutableArray<GroupRule> one, ImmutableArray<GroupRule> other)
    {
        if (one == other)
            return true;
        if (one.Length != other.Length)
            return false;
        for (int i = 0; i < one.Length; i++)
        {
            if (!AreSame(one[i], other[i]))
                return false;
        }

        return true;
    }

    private static bool AreSame(GroupRule one, GroupRule other) => ReferenceEquals(one, other) ||
        (one.Text == other.Text && one.Rule.Action == other.Rule.Action && one.Description == other.Description);
}
