using System.Collections.Immutable;
using Ringfence.Datapath.Nftables.Ruleset;
using Ringfence.Datapath.Nftables.Text;
using Ringfence.Linux.Links;
using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Nftables;

/// <summary>The devices that a policy wants enforced, with what the kernel says about them, and why some interfaces are not among them.</summary>
/// <param name="Devices">By device name.</param>
/// <param name="Errors">By interface id.</param>
/// <param name="Present">The enforced devices that exist now.</param>
internal sealed record DesiredDevices(
    SortedDictionary<string, EnforcedDevice> Devices, ImmutableDictionary<string, string> Errors, ImmutableHashSet<string> Present)
{
    /// <summary>Combines policy and devices. When two interfaces claim a device or a bridged address, the one with the lower id has it.</summary>
    public static DesiredDevices From(HostPolicy policy, ImmutableDictionary<int, Link> links)
    {
        var byName = links.Values.GroupBy(l => l.Name, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        var devices = new SortedDictionary<string, EnforcedDevice>(StringComparer.Ordinal);
        var errors = ImmutableDictionary.CreateBuilder<string, string>();
        var present = ImmutableHashSet.CreateBuilder<string>();
        var bridged = new HashSet<(string Bridge, Policy.Addressing.IpAddress Address)>();
        foreach (var subject in policy.Interfaces.Values.OrderBy(i => i.InterfaceId, StringComparer.Ordinal))
        {
            if (Refuse(subject, devices) is { } reason)
            {
                errors[subject.InterfaceId] = reason;
                continue;
            }

            string? bridge = null;
            if (byName.TryGetValue(subject.Device, out var link))
            {
                present.Add(subject.Device);
                var master = links.GetValueOrDefault(link.MasterIndex);
                if (Bypass(subject, link, master) is { } bypass)
                    errors[subject.InterfaceId] = bypass;
                else if (link.PortKind == "bridge" && master is not null && DeviceName.IsSafe(master.Name))
                    bridge = master.Name;
            }

            if (bridge is not null && subject.Addresses.FirstOrDefault(a => bridged.Contains((bridge, a))) is { Family: not 0 } taken)
            {
                errors[subject.InterfaceId] = $"Address {taken} belongs to another interface on bridge {bridge}; this host cannot reach it here.";
                bridge = null;
            }

            foreach (var address in bridge is null ? [] : subject.Addresses)
                bridged.Add((bridge!, address));
            devices.Add(subject.Device, new EnforcedDevice(subject, bridge));
        }

        return new DesiredDevices(devices, errors.ToImmutable(), present.ToImmutable());
    }

    /// <summary>
    /// Why packets of the device do not meet our rules by its name. What rules there are stay: nothing is opened, but nothing is promised either.
    /// </summary>
    private static string? Bypass(InterfacePolicy subject, Link link, Link? master)
    {
        if (link.Kind is "macvtap" or "ipvtap")
            return $"Device {link.Name} is a {link.Kind}: its packets do not pass this host's rules. It is NOT enforced.";
        if (link.PortKind.Length == 0 || (link.PortKind == "bridge" && subject.Role == InterfaceRole.Guest))
            return null;
        string name = master is null ? $"a {link.PortKind}" : $"{link.PortKind} {master.Name}";
        return subject.Role == InterfaceRole.Host
            ? $"Device {link.Name} is a port of {name}, where the machine's packets come and go. It is NOT enforced: register {master?.Name ?? "that"} instead."
            : $"Device {link.Name} is a port of {name}: its packets do not pass this host's rules as its own. It is NOT enforced.";
    }

    private static string? Refuse(InterfacePolicy subject, SortedDictionary<string, EnforcedDevice> devices)
    {
        if (subject.Device == "lo")
            return "Loopback is never enforced.";
        if (!DeviceName.IsSafe(subject.Device))
            return "The device name cannot be written as a rule.";
        return devices.TryGetValue(subject.Device, out var owner)
            ? $"Device {subject.Device} is enforced for {owner.Policy.InterfaceId} already."
            : null;
    }
}
