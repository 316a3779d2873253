using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Vpc;

/// <summary>A rule as a list shows it.</summary>
/// <param name="Direction">The list that it stands in.</param>
/// <param name="Index">Its position there.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Text">What is shown of peer and service: the rule's own text, or one of its expansion.</param>
internal readonly record struct PolicyRow(Direction Direction, int Index, GroupRule Rule, RuleText Text)
{
    /// <summary>The rules of a direction, one row each.</summary>
    public static IEnumerable<PolicyRow> AsWritten(SecurityGroup group, Direction direction) =>
        group.Rules(direction).Select((rule, i) => new PolicyRow(direction, i, rule, rule.Text));

    /// <summary>The rules of a direction with their templates replaced by what is in them; the rows of a rule have its position.</summary>
    public static IEnumerable<PolicyRow> Expanded(SecurityGroup group, Direction direction, World world) =>
        AsWritten(group, direction).SelectMany(row => RuleExpansion.Of(row.Text, world).Select(text => row with { Text = text }));

    /// <summary>True for a row of IPv6: its block is, or every address of its template, of which there is one.</summary>
    public bool IsIpv6(World world)
    {
        if (Text.AddressTemplateId.Length == 0)
            return Text.Ipv6CidrBlock.Length > 0;
        bool any = false;
        foreach (var entry in world.Entries(Text.AddressTemplateId))
        {
            any = true;
            if (entry.Content is not TemplateContent.Addresses { Range.Family: AddressFamily.IPv6 })
                return false;
        }

        return any;
    }
}
