using System.Collections.Immutable;
using System.Globalization;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Vpc.Templates;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;
using Wire = Ringfence.Contracts.Vpc;

namespace Ringfence.Api.Vpc;

/// <summary>Rules as VPC's answers show them (reference A.16).</summary>
/// <param name="world">Where templates are looked up.</param>
/// <param name="clock">Times as text.</param>
internal sealed class PolicySetShape(World world, WireClock clock)
{
    /// <summary>The rows of a group for which the condition holds, at their real positions; the statistics are of all rows.</summary>
    public Wire.SecurityGroupPolicySet Of(SecurityGroup group, Func<Direction, IEnumerable<PolicyRow>> rowsOf, Func<PolicyRow, bool> shown)
    {
        var ingress = rowsOf(Direction.Ingress).ToImmutableArray();
        var egress = rowsOf(Direction.Egress).ToImmutableArray();
        int ingress6 = ingress.Count(row => row.IsIpv6(world)), egress6 = egress.Count(row => row.IsIpv6(world));
        return new Wire.SecurityGroupPolicySet
        {
            Version = group.PolicyVersion.ToString(CultureInfo.InvariantCulture),
            Ingress = [.. ingress.Where(shown).Select(Row)],
            Egress = [.. egress.Where(shown).Select(Row)],
            PolicyStatistics = new Wire.PolicyStatistics
            {
                IngressIPv4TotalCount = ingress.Length - ingress6,
                IngressIPv6TotalCount = ingress6,
                EgressIPv4TotalCount = egress.Length - egress6,
                EgressIPv6TotalCount = egress6,
            },
        };
    }

    /// <summary>Saved rules: the ingress rows and then the egress rows, each list from position 0.</summary>
    public ImmutableArray<Wire.SecurityGroupPolicy> Of(SavedRules rules) => [.. Saved(Direction.Ingress, rules.Ingress), .. Saved(Direction.Egress, rules.Egress)];

    private IEnumerable<Wire.SecurityGroupPolicy> Saved(Direction direction, ImmutableArray<GroupRule> rules) =>
        rules.Select((rule, i) => Row(new PolicyRow(direction, i, rule, rule.Text)));

    private Wire.SecurityGroupPolicy Row(PolicyRow row)
    {
        var (_, index, rule, text) = row;
        bool literal = text.ServiceTemplateId.Length == 0;
        return new Wire.SecurityGroupPolicy
        {
            PolicyIndex = index,
            Protocol = literal ? text.Protocol : null,
            Port = literal ? text.Port : null,
            ServiceTemplate = TemplateKinds.Of(text.ServiceTemplateId) switch
            {
                null => null,
                TemplateKind.Service => new ServiceTemplateSpecification(text.ServiceTemplateId, ""),
                _ => new ServiceTemplateSpecification("", text.ServiceTemplateId),
            },
            CidrBlock = text.CidrBlock,
            Ipv6CidrBlock = text.Ipv6CidrBlock,
            SecurityGroupId = text.SecurityGroupId,
            AddressTemplate = TemplateKinds.Of(text.AddressTemplateId) switch
            {
                null => null,
                TemplateKind.Address => new AddressTemplateSpecification(text.AddressTemplateId, ""),
                _ => new AddressTemplateSpecification("", text.AddressTemplateId),
            },
            Action = SecurityGroupShape.Word(rule.Rule.Action),
            PolicyDescription = rule.Description,
            ModifyTime = clock.Vpc(rule.ModifiedAt),
        };
    }
}
