using System.Globalization;
using Ringfence.Cli.Naming;
using Ringfence.Cli.Output;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Rules;

/// <summary>Rules in the words in which they can be given.</summary>
internal static class RuleTable
{
    /// <summary>Prints both lists, or says that there is nothing.</summary>
    public static void Print(Printer printer, SecurityGroupPolicySet set, NamedThings<SecurityGroup> names)
    {
        if (set.Ingress.IsEmpty && set.Egress.IsEmpty)
        {
            printer.Line("No rules: everything is refused, both ways.");
            return;
        }

        printer.Table(
            ["WAY", "AT", "ACTION", "SERVICE", "PEER", "CHANGED", "DESCRIPTION"],
            Rows(RuleDirection.In, set.Ingress, names).Concat(Rows(RuleDirection.Out, set.Egress, names)));
    }

    /// <summary><c>accept tcp:80,443 from 10.0.0.0/8</c>.</summary>
    public static string Phrase(RuleDirection direction, SecurityGroupPolicy rule, NamedThings<SecurityGroup> names) =>
        $"{rule.Action.ToLowerInvariant()} {Service(rule)} {direction.Preposition()} {Peer(rule, names)}";

    private static IEnumerable<string[]> Rows(RuleDirection direction, IEnumerable<SecurityGroupPolicy> rules, NamedThings<SecurityGroup> names) =>
        rules.Select(rule => (string[])
        [
            direction.Word(),
            rule.PolicyIndex.ToString(CultureInfo.InvariantCulture),
            rule.Action.ToLowerInvariant(),
            Service(rule),
            Peer(rule, names),
            rule.ModifyTime,
            rule.PolicyDescription,
        ]);

    private static string Service(SecurityGroupPolicy rule)
    {
        if (rule.ServiceTemplate is { } template)
            return template.ServiceId.Length > 0 ? template.ServiceId : template.ServiceGroupId;
        string protocol = rule.Protocol?.ToLowerInvariant() ?? "all";
        return rule.Port is null or "" or "ALL" ? protocol : $"{protocol}:{rule.Port}";
    }

    private static string Peer(SecurityGroupPolicy rule, NamedThings<SecurityGroup> names) =>
        rule.AddressTemplate is { } template ? (template.AddressId.Length > 0 ? template.AddressId : template.AddressGroupId) : rule.CidrBlock.Length > 0 ? rule.CidrBlock : rule.Ipv6CidrBlock.Length > 0 ? rule.Ipv6CidrBlock : names.Describe(rule.SecurityGroupId);
}
