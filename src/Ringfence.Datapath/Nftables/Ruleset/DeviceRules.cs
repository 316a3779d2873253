using System.Collections.Immutable;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>The chains and map elements of one device in the IP table. Its number belongs to the device's name, not to the interface: a map entry never changes
/// its meaning while a packet is on its way.</summary>
internal static class DeviceRules
{
    /// <summary>All chains of the device, in the order in which they must be made.</summary>
    public static IEnumerable<DeviceChain> Chains(EnforcedDevice device, int number, Func<string, int> listNumber, LinkEssentials essentials)
    {
        var policy = device.Policy;
        yield return new DeviceChain(RuleTable.Inet, $"e{number}", Judge(policy.EgressLists, listNumber));
        yield return new DeviceChain(RuleTable.Inet, $"i{number}", Judge(policy.IngressLists, listNumber));
        if (policy.SourceCheck)
            yield return new DeviceChain(RuleTable.Inet, $"s{number}", Source(policy));
        if (policy.Role != InterfaceRole.Guest)
            yield break;
        yield return new DeviceChain(RuleTable.Inet, $"t{number}",
            number > PortMark.MostPorts ? [] : PortRules.SetDestinationPort(number));
        yield return new DeviceChain(RuleTable.Inet, $"f{number}",
            number > PortMark.MostPorts ? [] : PortRules.SetSourcePort(number));
        foreach (var chain in PortRules.Chains(policy, number, essentials))
            yield return chain;
    }

    /// <summary>All map and set elements of the device.</summary>
    public static IEnumerable<DeviceElement> Elements(EnforcedDevice device, int number, LinkEssentials essentials)
    {
        var policy = device.Policy;
        string name = $"\"{policy.Device}\"", egress = $"goto e{number}", ingress = $"goto i{number}";
        if (!essentials.HasFlag(LinkEssentials.Arp))
            yield return new DeviceElement(RuleTable.Arp, "enforced", name, null);
        if (policy.Role == InterfaceRole.Host)
        {
            // Directions are mirrored: what comes in through the device goes to the instance.
            yield return new DeviceElement(RuleTable.Inet, "hosts", name, null);
            yield return new DeviceElement(RuleTable.Inet, "host_ingress_in", $"original . {name}", ingress);
            yield return new DeviceElement(RuleTable.Inet, "host_egress_in", $"reply . {name}", egress);
            yield return new DeviceElement(RuleTable.Inet, "host_egress_out", $"original . {name}", egress);
            yield return new DeviceElement(RuleTable.Inet, "host_ingress_out", $"reply . {name}", ingress);
            if (policy.SourceCheck)
                yield return new DeviceElement(RuleTable.Inet, "host_source", name, $"jump s{number}");
            yield break;
        }

        yield return new DeviceElement(RuleTable.Inet, "guests", name, null);
        yield return new DeviceElement(RuleTable.Inet, "egress_in", $"original . {name}", egress);
        yield return new DeviceElement(RuleTable.Inet, "ingress_in", $"reply . {name}", ingress);
        yield return new DeviceElement(RuleTable.Inet, "ingress_out", $"original . {name}", ingress);
        yield return new DeviceElement(RuleTable.Inet, "egress_out", $"reply . {name}", egress);
        if (policy.SourceCheck)
            yield return new DeviceElement(RuleTable.Inet, "source", name, $"jump s{number}");
        foreach (var element in PortRules.Elements(device, number))
            yield return element;
    }

    private static List<string> Judge(ImmutableArray<string> lists, Func<string, int> listNumber)
    {
        var rules = new List<string>(lists.Length + 1);
        foreach (string list in lists)
            rules.Add($"jump l{listNumber(list)}");
        rules.Add("goto drop_policy");
        return rules;
    }

    private static List<string> Source(InterfacePolicy policy)
    {
        var rules = new List<string>();
        // On output there is no Ethernet header yet, and nothing to be learnt from it.
        if (policy.Mac is { } mac && policy.Role == InterfaceRole.Guest)
            rules.Add($"ether saddr != {mac} counter name {DropReason.Source} drop");
        foreach (string match in OwnAddresses.Match(policy, "ip saddr", "ip6 saddr"))
            rules.Add($"{match} return");
        rules.Add("goto source_else");
        return rules;
    }
}
