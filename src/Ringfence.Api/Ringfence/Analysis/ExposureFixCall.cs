using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Analysis.Exposure;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>The call that makes a rule open no more than what is often meant to be public.</summary>
internal static class ExposureFixCall
{
    /// <summary>The call; null for a finding that needs none, and for one that is no rule's.</summary>
    public static ProposedCall? Of(World world, ExposureFinding finding)
    {
        if (finding.Severity == ExposureSeverity.Low || finding.Rule == EffectiveRule.PassAll)
            return null;
        var group = world.Groups[finding.Rule.GroupId];
        var text = group.Ingress[finding.Rule.Position].Text;
        var kept = text.ServiceTemplateId.Length > 0 ? ServiceSet.Empty : ExposureFix.Kept(finding.Rule);
        var rule = new JsonObject { ["PolicyIndex"] = finding.Rule.Position };
        if (!kept.IsEmpty)
            Write(rule, text, kept, group.Ingress[finding.Rule.Position].Description);
        var parameters = new JsonObject
        {
            ["SecurityGroupId"] = group.Id,
            ["SecurityGroupPolicySet"] = new JsonObject { ["Version"] = group.PolicyVersion.ToString(CultureInfo.InvariantCulture), ["Ingress"] = new JsonArray(rule) },
        };
        return new ProposedCall(kept.IsEmpty ? "DeleteSecurityGroupPolicies" : "ReplaceSecurityGroupPolicy", Product.Vpc.Version, JsonSerializer.SerializeToElement(parameters));
    }

    private static void Write(JsonObject rule, RuleText text, ServiceSet kept, string description)
    {
        rule["Protocol"] = text.Protocol.ToUpperInvariant();
        rule["Port"] = string.Join(',', kept.Services[0].Ports.Ranges.SelectMany(range => Enumerable.Range(range.First, range.Last - range.First + 1)));
        rule["Action"] = "ACCEPT";
        rule["PolicyDescription"] = description;
        foreach (var (name, value) in (IEnumerable<(string, string)>)
            [(nameof(text.CidrBlock), text.CidrBlock), (nameof(text.Ipv6CidrBlock), text.Ipv6CidrBlock), (nameof(text.SecurityGroupId), text.SecurityGroupId)])
        {
            if (value.Length > 0)
                rule[name] = value;
        }

        if (text.AddressTemplateId.Length > 0)
            rule["AddressTemplate"] = new JsonObject { [text.AddressTemplateId.StartsWith("ipmg-", StringComparison.Ordinal) ? "AddressGroupId" : "AddressId"] = text.AddressTemplateId };
    }
}
