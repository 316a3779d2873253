using Ringfence.Policy.Addressing;
using Ringfence.Policy.Hosting;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Tests.Compilation;

/// <summary>First match over a host policy's lists, as section 2 of the design says it: what every table is compared with.</summary>
internal static class PlainEvaluator
{
    public static (RuleAction Action, RuleId Rule) Evaluate(
        HostPolicy policy, string interfaceId, Direction direction, IpAddress far, IpProtocol protocol, ushort port)
    {
        foreach (string listId in policy.Interfaces[interfaceId].Lists(direction))
        {
            foreach (var rule in policy.Lists[listId].Rules)
            {
                bool peer = rule.Addresses is { } addresses ? addresses.Ranges.Any(range => range.Contains(far)) : policy.Sets[rule.AddressSetId!].Addresses.Contains(far);
                if (peer && rule.Services.Services.Any(service => service.Contains(protocol, port)))
                    return (rule.Action, rule.Id);
            }
        }

        return (RuleAction.Drop, default);
    }
}
