using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Flows;

/// <summary>Where a rule stands now.</summary>
internal readonly record struct RulePlace(string GroupId, int PolicyIndex);

/// <summary>Finds the rules that flows name, in the groups of their interfaces. Each list is looked through once.</summary>
internal sealed class RulePlaces(World world)
{
    private readonly Dictionary<(string GroupId, Direction Direction), Dictionary<RuleId, int>> _lists = [];

    /// <summary>The place of a rule in the groups of an interface; null when none of them has it.</summary>
    public RulePlace? Find(NetworkInterface nic, Direction direction, RuleId? rule)
    {
        if (rule is not { } id)
            return null;
        foreach (string group in nic.SecurityGroupIds)
        {
            if (List(group, direction).TryGetValue(id, out int index))
                return new RulePlace(group, index);
        }

        return null;
    }

    private Dictionary<RuleId, int> List(string groupId, Direction direction)
    {
        if (_lists.TryGetValue((groupId, direction), out var known))
            return known;
        var places = new Dictionary<RuleId, int>();
        if (world.Groups.TryGetValue(groupId, out var group))
        {
            var rules = group.Rules(direction);
            for (int i = 0; i < rules.Length; i++)
                places[rules[i].Rule.Id] = i;
        }

        return _lists[(groupId, direction)] = places;
    }
}
