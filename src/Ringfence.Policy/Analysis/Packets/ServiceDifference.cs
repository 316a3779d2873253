using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Services without others.</summary>
public static class ServiceDifference
{
    private static readonly IpAddress Anybody = new(AddressFamily.IPv4, 0);

    /// <summary>The services of the one that the other has not.</summary>
    public static ServiceSet Of(ServiceSet services, ServiceSet without) => Set(services).Except(Set(without)).ServicesOf(Anybody);

    private static PacketSet Set(ServiceSet services) => PacketSet.Of(AddressRanges.Of(IpPrefix.Host(Anybody)), services);
}
