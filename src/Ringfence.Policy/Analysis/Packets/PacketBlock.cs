using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Some addresses × some services, all of whose packets are in a set: one readable row of it.</summary>
/// <param name="Addresses">The addresses, not empty.</param>
/// <param name="Services">The services, not empty.</param>
/// <param name="Sample">One packet of the block.</param>
public sealed record PacketBlock(AddressRanges Addresses, ServiceSet Services, SamplePacket Sample);

/// <summary>A packet that stands for a set.</summary>
/// <param name="Far">The source for ingress, the destination for egress.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Port">The destination port; 0 for protocols without ports.</param>
public readonly record struct SamplePacket(IpAddress Far, IpProtocol Protocol, ushort Port)
{
    /// <summary><c>10.0.0.1 tcp:443</c>.</summary>
    public override string ToString() => Protocol.HasPorts ? $"{Far} {Protocol}:{Port}" : $"{Far} {Protocol}";
}
