using System.Runtime.InteropServices;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Layout;

/// <summary>struct rf_address: 16 bytes in network order, IPv4 as <c>::ffff:a.b.c.d</c>; the family is beside it.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct KernelAddress : IEquatable<KernelAddress>
{
    public ulong High, Low;

    public static KernelAddress Of(IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.Family == AddressFamily.IPv4)
        {
            bytes.Clear();
            bytes[10] = bytes[11] = 0xff;
            address.WriteBytes(bytes[12..]);
        }
        else
        {
            address.WriteBytes(bytes);
        }

        return MemoryMarshal.Read<KernelAddress>(bytes);
    }

    public readonly IpAddress ToAddress(byte family)
    {
        Span<byte> bytes = stackalloc byte[16];
        MemoryMarshal.Write(bytes, in this);
        return family == 4 ? IpAddress.FromBytes(bytes[12..]) : IpAddress.FromBytes(bytes);
    }

    /// <summary>The IPv4 address as its four bytes lie in memory.</summary>
    public readonly uint V4 => (uint)(Low >> 32);

    /// <summary>Of the four bytes as they lie in memory.</summary>
    public static KernelAddress OfV4(uint bytes) => new() { Low = ((ulong)bytes << 32) | 0xffff0000 };

    public readonly bool Equals(KernelAddress other) => High == other.High && Low == other.Low;

    public override readonly bool Equals(object? obj) => obj is KernelAddress other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(High, Low);
}
