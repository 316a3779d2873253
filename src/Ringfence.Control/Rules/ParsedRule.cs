using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Rules;

/// <summary>A rule that was read from a caller's text and has no place in a group yet.</summary>
/// <param name="Text">As the user wrote it, in the normal form of reference A.16.</param>
/// <param name="Peer">The far end; null when none was named, which only a rule that is looked for may do.</param>
/// <param name="Service">Protocol and ports, or a service template.</param>
/// <param name="Action">What happens to a match.</param>
/// <param name="Description">The user's words; "" when there are none.</param>
public sealed record ParsedRule(RuleText Text, Peer? Peer, Service Service, RuleAction Action, string Description)
{
    /// <summary>True when the text, the action and the description are the same: the rule has not changed.</summary>
    public bool IsSameAs(GroupRule rule) => Matches(rule) && Description == rule.Description;

    /// <summary>True when text and action are the same, whatever the description (reference A.14).</summary>
    public bool Matches(GroupRule rule) => Text == rule.Text && Action == rule.Rule.Action;

    /// <summary>The rule at its place.</summary>
    /// <exception cref="InvalidOperationException">It names no peer.</exception>
    public GroupRule ToGroupRule(RuleId id, DateTimeOffset now) => new()
    {
        Rule = new SecurityRule(id, Peer ?? throw new InvalidOperationException("A rule of a group has a peer."), Service, Action),
        Text = Text,
        Description = Description,
        ModifiedAt = now,
    };
}
