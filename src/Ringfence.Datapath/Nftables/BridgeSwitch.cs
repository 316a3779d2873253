namespace Ringfence.Datapath.Nftables;

/// <summary>
/// The bridge code's switches that send bridged IP packets through the IP hooks (br_netfilter), per network namespace. Without them nothing passes an enforced
/// port, because nothing is judged. To be used on a thread inside the namespace: /proc/sys/net shows the namespace of the thread.
/// </summary>
internal static class BridgeSwitch
{
    private static readonly string[] Switches = ["/proc/sys/net/bridge/bridge-nf-call-iptables", "/proc/sys/net/bridge/bridge-nf-call-ip6tables"];

    /// <summary>Turns them on.</summary>
    /// <returns>What went wrong, or null.</returns>
    public static string? TurnOn()
    {
        try
        {
            foreach (string path in Switches)
            {
                if (!IsOn(path))
                    File.WriteAllText(path, "1");
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"The device is a bridge port, and br_netfilter cannot be switched on ({e.Message}): it is closed.";
        }
    }

    /// <summary>Whether both are on.</summary>
    public static bool IsOn() => Switches.All(IsOn);

    private static bool IsOn(string path) => File.Exists(path) && File.ReadAllText(path).Trim() == "1";
}

/// <summary>Netfilter's family numbers (NFPROTO_*).</summary>
internal static class NetfilterFamily
{
    public const byte Inet = 1;
    public const byte Arp = 3;
    public const byte Bridge = 7;
}
