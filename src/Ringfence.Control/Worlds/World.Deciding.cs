using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <summary>What decides the packets of an interface.</summary>
/// <param name="Ids">The groups whose rules decide, first one highest.</param>
/// <param name="PassesAll">True when it is bound to groups and every one of them is in observe mode: then everything is let through. When it is bound to none, nothing is.</param>
public readonly record struct DecidingGroups(ImmutableArray<string> Ids, bool PassesAll);

/// <content>The one place where what an interface is bound to becomes what decides its packets.</content>
public sealed partial class World
{
    /// <summary>What decides an interface's packets.</summary>
    public DecidingGroups Deciding(NetworkInterface networkInterface) => Deciding(networkInterface.SecurityGroupIds);

    /// <summary>What decides where these groups are bound in this order. A group that is not there is not observed: it has no rules, which drops everything.</summary>
    public DecidingGroups Deciding(ImmutableArray<string> bound)
    {
        // Nearly always none is observed, and nothing is made.
        int observed = 0;
        foreach (string id in bound)
            observed += IsObserved(id) ? 1 : 0;
        return observed == 0 ? new DecidingGroups(bound, false) : new DecidingGroups([.. bound.Where(id => !IsObserved(id))], observed == bound.Length);
    }

    /// <summary>True for a group in observe mode.</summary>
    public bool IsObserved(string groupId) => Groups.TryGetValue(groupId, out var group) && group.Mode == GroupMode.Observe;
}
