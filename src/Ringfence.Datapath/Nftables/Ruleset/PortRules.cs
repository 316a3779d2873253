using Ringfence.Policy.Addressing;
using Ringfence.Policy.Evaluation;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables.Ruleset;

/// <summary>
/// The part of a guest that matters when its device is a bridge port. It is there for every guest: whether a device becomes a port is not known before, and
/// it must be closed from its first frame.
/// </summary>
internal static class PortRules
{
    /// <summary>Writes the port that the packet goes to into its mark, keeping the port that it came from.</summary>
    public static IReadOnlyList<string> SetDestinationPort(int number) =>
    [
        $"meta mark & 0x{PortMark.MagicMask:x} != 0x{PortMark.Magic:x} meta mark set 0x{PortMark.To(number):x} return",
        $"meta mark set meta mark & 0x{PortMark.MagicMask | PortMark.FromMask:x} | 0x{PortMark.To(number):x}",
    ];

    /// <summary>Writes the port that the packet came from into its mark, keeping the port that it goes to.</summary>
    public static IReadOnlyList<string> SetSourcePort(int number) =>
    [
        $"meta mark & 0x{PortMark.MagicMask:x} != 0x{PortMark.Magic:x} meta mark set 0x{PortMark.From(number):x} return",
        $"meta mark set meta mark & 0x{PortMark.MagicMask | PortMark.ToMask:x} | 0x{PortMark.From(number):x}",
    ];

    public static IEnumerable<DeviceChain> Chains(InterfacePolicy policy, int number, LinkEssentials essentials)
    {
        if (number > PortMark.MostPorts)
        {
            // No number is left to carry the port in a mark: as a bridge port the device is closed (and reported).
            yield return new DeviceChain(RuleTable.Bridge, $"b{number}", [$"counter name {DropReason.BridgeUnjudged} drop"]);
            yield return new DeviceChain(RuleTable.Bridge, $"v{number}", [$"counter name {DropReason.BridgeUnjudged} drop"]);
            yield return new DeviceChain(RuleTable.Bridge, $"t{number}", [$"counter name {DropReason.BridgeUnjudged} drop"]);
            yield break;
        }

        yield return new DeviceChain(RuleTable.Bridge, $"m{number}", [$"meta mark set 0x{PortMark.From(number):x}", "accept"]);
        if (policy.SourceCheck)
            yield return new DeviceChain(RuleTable.Bridge, $"n{number}", NeighbourAdvertisement(policy, number));
        yield return new DeviceChain(RuleTable.Bridge, $"b{number}", From(policy, number, essentials));
        yield return new DeviceChain(RuleTable.Bridge, $"t{number}", SetDestinationPort(number));
        yield return new DeviceChain(RuleTable.Bridge, $"v{number}", To(number, essentials));
    }

    public static IEnumerable<DeviceElement> Elements(EnforcedDevice device, int number)
    {
        string name = $"\"{device.Policy.Device}\"";
        yield return new DeviceElement(RuleTable.Bridge, "ports", name, null);
        yield return new DeviceElement(RuleTable.Bridge, "from_ports", name, $"goto b{number}");
        yield return new DeviceElement(RuleTable.Bridge, "to_ports", name, $"jump t{number}");
        yield return new DeviceElement(RuleTable.Bridge, "out_ports", name, $"goto v{number}");
        if (number > PortMark.MostPorts)
            yield break;
        string from = $"0x{PortMark.From(number):x}", to = $"0x{PortMark.To(number):x}";
        yield return new DeviceElement(RuleTable.Inet, "port_egress_from", from, $"goto e{number}");
        yield return new DeviceElement(RuleTable.Inet, "port_egress_to", to, $"goto e{number}");
        yield return new DeviceElement(RuleTable.Inet, "port_ingress_from", from, $"goto i{number}");
        yield return new DeviceElement(RuleTable.Inet, "port_ingress_to", to, $"goto i{number}");
        if (device.Bridge is not { } bridge)
            yield break;
        // What the host sends or routes into the bridge is judged before the bridge chooses a port: the address tells which one it must be.
        foreach (var address in device.Policy.Addresses.Distinct())
        {
            string family = address.Family == AddressFamily.IPv4 ? "v4" : "v6", key = $"\"{bridge}\" . {address}";
            yield return new DeviceElement(RuleTable.Inet, $"port_by_{family}", key, $"jump t{number}");
            yield return new DeviceElement(RuleTable.Inet, $"sender_by_{family}", key, $"jump f{number}");
        }
    }

    private static List<string> From(InterfacePolicy policy, int number, LinkEssentials essentials)
    {
        // A tag would hide the packet from the IP hooks.
        var rules = new List<string> { $"ether type {{ 0x8100, 0x88a8 }} counter name {DropReason.BridgeEtherType} drop" };
        bool arp = essentials.HasFlag(LinkEssentials.Arp);
        if (!policy.SourceCheck)
        {
            if (arp)
                rules.Add("ether type arp accept");
            rules.Add($"ether type {{ ip, ip6 }} goto m{number}");
            rules.Add($"counter name {DropReason.BridgeEtherType} drop");
            return rules;
        }

        if (policy.Mac is { } mac)
            rules.Add($"ether saddr != {mac} counter name {DropReason.BridgeSource} drop");
        if (arp)
        {
            string own = OwnAddresses.Set(policy, AddressFamily.IPv4, "0.0.0.0")!;
            rules.Add(policy.Mac is { } sender ? $"arp saddr ip {own} arp saddr ether {sender} accept" : $"arp saddr ip {own} accept");
        }

        rules.Add($"ether type arp counter name {DropReason.BridgeSource} drop");
        string ownV6 = OwnAddresses.Set(policy, AddressFamily.IPv6, "fe80::/10", "::")!;
        rules.Add($"ip6 saddr {ownV6} icmpv6 type 136 goto n{number}");
        foreach (string match in OwnAddresses.Match(policy, "ip saddr", "ip6 saddr"))
            rules.Add($"{match} goto m{number}");
        foreach (string match in EssentialRules.FromUnaddressed(essentials))
            rules.Add($"{match} goto m{number}");
        rules.Add($"ether type {{ ip, ip6 }} counter name {DropReason.BridgeSource} drop");
        rules.Add($"counter name {DropReason.BridgeEtherType} drop");
        return rules;
    }

    /// <summary>
    /// Only the own addresses may be advertised. Link-local targets pass: which of them an instance chose is not registered anywhere.
    /// </summary>
    private static List<string> NeighbourAdvertisement(InterfacePolicy policy, int number)
    {
        var rules = new List<string>();
        foreach (var address in policy.Addresses.Distinct())
        {
            if (address.Family == AddressFamily.IPv6)
                rules.Add($"@th,64,128 0x{address.Value:x32} goto m{number}");
        }

        rules.Add($"@th,64,10 0x3fa goto m{number}");
        rules.Add($"counter name {DropReason.BridgeSource} drop");
        return rules;
    }

    private static List<string> To(int number, LinkEssentials essentials)
    {
        var rules = new List<string>
        {
            $"meta mark & 0x{PortMark.MagicMask | PortMark.ToMask:x} == 0x{PortMark.JudgedTo(number):x} meta mark set 0x0 accept",
        };
        if (essentials.HasFlag(LinkEssentials.Arp))
            rules.Add("ether type arp accept");
        rules.Add("goto unaddressed");
        return rules;
    }
}
