using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Cli.Running;
using Ringfence.Contracts.Client;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Rules;

/// <summary>A group's rules.</summary>
/// <param name="Set">As they are read.</param>
/// <param name="Raw">As they came.</param>
internal sealed record RuleLists(SecurityGroupPolicySet Set, JsonElement Raw)
{
    /// <summary>Reads them.</summary>
    public static async Task<RuleLists> ReadAsync(Session session, string groupId, CancellationToken cancellationToken)
    {
        var answer = await session.CallAsync(
            ApiService.Vpc, "DescribeSecurityGroupPolicies", new JsonObject { ["SecurityGroupId"] = groupId }, cancellationToken).ConfigureAwait(false);
        var raw = answer.GetProperty("SecurityGroupPolicySet");
        return new RuleLists(Session.Read(raw, VpcJsonContext.Default.SecurityGroupPolicySet), raw);
    }

    /// <summary>The rules of one direction, top first.</summary>
    public ImmutableArray<SecurityGroupPolicy> Of(RuleDirection direction) => direction == RuleDirection.In ? Set.Ingress : Set.Egress;

    /// <summary>The rule at a position.</summary>
    /// <exception cref="CommandFailure">There is none.</exception>
    public SecurityGroupPolicy At(RuleDirection direction, int position)
    {
        var rules = Of(direction);
        return position >= 0 && position < rules.Length
            ? rules[position]
            : throw CommandFailure.NotFound(
                rules.IsEmpty
                    ? $"There is no rule {position}: the group has no rules {direction.Word()}."
                    : $"There is no rule {position}: the group's rules {direction.Word()} are 0 to {rules.Length - 1}.");
    }
}
