using Ringfence.Control.Worlds;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Vpc;

/// <summary>A rule with its templates replaced by what is in them now: one text for each address and service (reference C.1).</summary>
internal static class RuleExpansion
{
    private const string All = "ALL";

    /// <summary>The concrete texts, addresses first in their order; none when a template is empty. A rule without templates is its own.</summary>
    public static IEnumerable<RuleText> Of(RuleText rule, World world)
    {
        foreach (var text in Addresses(rule, world))
        {
            foreach (var concrete in Services(text, world))
                yield return concrete;
        }
    }

    private static IEnumerable<RuleText> Addresses(RuleText rule, World world)
    {
        if (rule.AddressTemplateId.Length == 0)
        {
            yield return rule;
            yield break;
        }

        foreach (var entry in world.Entries(rule.AddressTemplateId))
        {
            if (entry.Content is TemplateContent.Addresses { Range.Family: var family })
            {
                yield return family == AddressFamily.IPv4
                    ? rule with { AddressTemplateId = "", CidrBlock = entry.Text }
                    : rule with { AddressTemplateId = "", Ipv6CidrBlock = entry.Text };
            }
        }
    }

    private static IEnumerable<RuleText> Services(RuleText rule, World world)
    {
        if (rule.ServiceTemplateId.Length == 0)
        {
            yield return rule;
            yield break;
        }

        foreach (var entry in world.Entries(rule.ServiceTemplateId))
        {
            if (entry.Content is TemplateContent.Services { Service.Protocol: var protocol })
                yield return rule with { ServiceTemplateId = "", Protocol = protocol?.ToString() ?? All, Port = PortsOf(entry.Text) };
        }
    }

    /// <summary>The ports of <c>tcp:80,443</c> as they were entered.</summary>
    private static string PortsOf(string text)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string ports = colon < 0 ? All : text[(colon + 1)..];
        return ports.Equals(All, StringComparison.OrdinalIgnoreCase) ? All : ports;
    }
}
