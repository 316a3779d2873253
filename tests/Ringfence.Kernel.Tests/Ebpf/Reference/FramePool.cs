using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Ebpf.Reference;

/// <summary>The few addresses that random frames and rules are made of, so that they meet.</summary>
/// <param name="Own">Those that may be the instance's.</param>
/// <param name="Far">Those of others.</param>
/// <param name="HasLinkHeader">Whether frames have a link header.</param>
internal sealed record FramePool(IpAddress[] Own, IpAddress[] Far, bool HasLinkHeader)
{
    /// <summary>Frames with a link header.</summary>
    public static FramePool Link { get; } = new(
        Parse("10.0.0.5", "10.0.0.6", "fd00::5", "2001:db8::6"),
        Parse(
            "10.0.1.1", "10.0.1.2", "10.1.0.1", "192.0.2.77", "192.0.2.78", "0.0.0.0", "255.255.255.255", "224.0.0.1", "203.0.113.9", "10.0.0.1",
            "fd00::1", "fd00::2", "fe80::1", "2001:db8::1", "2001:db8:1::1", "2001:db8:1:2:3:4:5:6", "ff02::1", "::", "::ffff:10.0.1.1", "2001:db9::1"),
        HasLinkHeader: true);

    /// <summary>
    /// Bare IP packets. The kernel's test run takes the type from bytes 12 and 13, which are the source address's: the addresses are those whose bytes there say IPv4 and IPv6.
    /// </summary>
    public static FramePool Bare { get; } = new(
        Parse("8.0.0.5", "8.0.0.6", "fd00:0:86dd::5", "2001:db8:86dd::6"),
        Parse(
            "8.0.1.1", "8.0.1.2", "8.0.77.1", "8.0.200.9", "192.0.2.77",
            "fd00:0:86dd::1", "fe80:0:86dd::1", "2001:db8:86dd::1", "2001:db8:86dd:2:3:4:5:6", "ff02:0:86dd::1", "::"),
        HasLinkHeader: false);

    private static IpAddress[] Parse(params string[] addresses) => [.. addresses.Select(a => IpAddress.Parse(a))];
}
