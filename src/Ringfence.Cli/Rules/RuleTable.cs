using System.Globalization;
using Ringfence.Cli.Output;
using Ringfence.Contracts.Vpc;

namespace Ringfence.Cli.Rules;

/// <summary>Rules in the words in which they can be given.</summary>
internal static class RuleTable
{
    /// <summary>Prints both lists, or says that there is nothing.</summary>
    public static void Print(Printer printer, SecurityGroupPolicySet set, RuleNames names)
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
    public static string Phrase(RuleDirection direction, SecurityGroupPolicy rule, RuleNames names) =>
        $"{rule.Action.ToLowerInvariant()} {Service(rule, names)} {direction.Preposition()} {Peer(rule, names)}";

    private static IEnumerable<string[]> Rows(RuleDirection direction, IEnumerable<SecurityGroupPolicy> rules, RuleNames names) =>
        rules.Select(rule => (string[])
        [
            direction.Word(),
            rule.PolicyIndex.ToString(CultureInfo.InvariantCulture),
            rule.Action.ToLowerInvariant(),
            Service(rule, names),
            Peer(rule, names),
            VendorTime.Utc(rule.ModifyTime),
            rule.PolicyDescription,
        ]);

    private static string Service(SecurityGroupPolicy rule, RuleNames names)
    {
        if (rule.ServiceTemplate is { } template)
            return names.Describe(template.ServiceId.Length > 0 ? template.ServiceId : template.ServiceGroupId);
        string protocol = (rule.Protocol ?? "ALL").ToLowerInvariant();
        return rule.Port is null or "ALL" ? protocol : $"{protocol}:{rule.Port}";
    }

    private static string Peer(SecurityGroupPolicy rule, RuleNames names)
    {
        if (rule.AddressTemplate is { } template)
            return names.Describe(template.AddressId.Length > 0 ? template.AddressId : template.AddressGroupId);
        string literal = rule.CidrBlock.Length > 0 ? rule.CidrBlock : rule.Ipv6CidrBlock;
        return literal.Length > 0 ? literal : names.Describe(rule.SecurityGroupId);
    }
}
