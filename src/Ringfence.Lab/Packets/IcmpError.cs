using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Packets;

/// <summary>The ICMP errors that a flow needs to learn of (RFC 792, RFC 4443).</summary>
public enum IcmpError : byte
{
    PortUnreachable,
    TooBig,
    TimeExceeded,
}

internal static class IcmpErrorNumbers
{
    /// <summary>Type and code in a family's ICMP.</summary>
    public static (byte Type, byte Code) In(this IcmpError error, AddressFamily family) => (error, family) switch
    {
        (IcmpError.PortUnreachable, AddressFamily.IPv4) => (3, 3),
        (IcmpError.TooBig, AddressFamily.IPv4) => (3, 4),
        (IcmpError.TimeExceeded, AddressFamily.IPv4) => (11, 0),
        (IcmpError.PortUnreachable, _) => (1, 4),
        (IcmpError.TooBig, _) => (2, 0),
        _ => (3, 0),
    };
}
