using System.Collections.Immutable;

namespace Ringfence.Control.Commands;

/// <summary>A ready-made set of rules for a new group, as the vendor's console offers them (reference A.18).</summary>
/// <param name="Name">What it is called here.</param>
/// <param name="Description">What it opens; the new group's description when nothing else is said.</param>
/// <param name="Policies">The rules.</param>
public sealed record GroupTemplate(string Name, string Description, RuleSetSpec Policies);

/// <summary>The templates there are.</summary>
public static class GroupTemplates
{
    private const string AnyV4 = "0.0.0.0/0";
    private const string AnyV6 = "::/0";

    /// <summary>Everything, from and to everywhere.</summary>
    public static GroupTemplate OpenAllPorts { get; } = new(
        "open-all-ports", "All traffic from and to everywhere.", new RuleSetSpec(null, [Everything(AnyV4), Everything(AnyV6)], [Everything(AnyV4), Everything(AnyV6)]));

    /// <summary>Ping, remote login and the web from everywhere, everything from private networks and to everywhere.</summary>
    public static GroupTemplate OpenMajorPorts { get; } = new(
        "open-major-ports",
        "Ping and TCP 22, 80, 443 and 3389 from everywhere, all traffic from private networks.",
        new RuleSetSpec(
            null,
            [
                new RuleSpec { Protocol = "ICMP", CidrBlock = AnyV4, Action = "ACCEPT", Description = "Allow ping" },
                new RuleSpec { Protocol = "ICMPV6", Ipv6CidrBlock = AnyV6, Action = "ACCEPT", Description = "Allow ping" },
                .. Twins("22", "Allow Linux SSH login"),
                .. Twins("3389", "Allow Windows remote login"),
                .. Twins("80", "Allow web service HTTP"),
                .. Twins("443", "Allow web service HTTPS"),
                Everything("10.0.0.0/8", "Allow private network"),
                Everything("172.16.0.0/12", "Allow private network"),
                Everything("192.168.0.0/16", "Allow private network"),
            ],
            [Everything(AnyV4), Everything(AnyV6)]));

    /// <summary>All of them.</summary>
    public static ImmutableArray<GroupTemplate> All { get; } = [OpenAllPorts, OpenMajorPorts];

    /// <summary>The template of a name; null when there is none.</summary>
    public static GroupTemplate? Find(string name) => All.FirstOrDefault(template => template.Name == name);

    private static RuleSpec Everything(string peer, string description = "") => peer == AnyV6
        ? new RuleSpec { Protocol = "ALL", Ipv6CidrBlock = peer, Action = "ACCEPT", Description = description }
        : new RuleSpec { Protocol = "ALL", CidrBlock = peer, Action = "ACCEPT", Description = description };

    private static RuleSpec[] Twins(string port, string description) =>
    [
        new RuleSpec { Protocol = "TCP", Port = port, CidrBlock = AnyV4, Action = "ACCEPT", Description = description },
        new RuleSpec { Protocol = "TCP", Port = port, Ipv6CidrBlock = AnyV6, Action = "ACCEPT", Description = description },
    ];
}
