using Ringfence.Linux.Namespaces;

namespace Ringfence.Lab.Topology;

/// <summary>Kernel settings of the laboratory's namespaces: quiet and predictable. Set before any device exists, so that devices inherit them.</summary>
internal static class NamespaceSettings
{
    public static void Apply(bool forwards)
    {
        foreach (string scope in new[] { "all", "default" })
        {
            // The source check under test is ours; the kernel's would hide it.
            Sysctl.Write($"ipv4/conf/{scope}/rp_filter", "0");
            Sysctl.Write($"ipv4/conf/{scope}/send_redirects", "0");
            Sysctl.Write($"ipv4/conf/{scope}/accept_redirects", "0");
            if (!Sysctl.TryWrite($"ipv6/conf/{scope}/accept_dad", "0"))
                continue;
            Sysctl.Write($"ipv6/conf/{scope}/dad_transmits", "0");
            Sysctl.Write($"ipv6/conf/{scope}/accept_ra", "0");
            Sysctl.Write($"ipv6/conf/{scope}/autoconf", "0");
            Sysctl.Write($"ipv6/conf/{scope}/router_solicitations", "0");
            Sysctl.Write($"ipv6/conf/{scope}/accept_redirects", "0");
            if (forwards)
                Sysctl.Write($"ipv6/conf/{scope}/forwarding", "1");
        }

        if (forwards)
            Sysctl.Write("ipv4/ip_forward", "1");
        // ICMP errors answer every probe, not some a second.
        Sysctl.Write("ipv4/icmp_ratelimit", "0");
        Sysctl.TryWrite("ipv4/icmp_msgs_per_sec", "1000000");
        Sysctl.TryWrite("ipv4/icmp_msgs_burst", "1000000");
        Sysctl.TryWrite("ipv6/icmp/ratelimit", "0");
    }
}
