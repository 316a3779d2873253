using Ringfence.Policy.Addressing;
using Ringfence.Policy.Rules;

namespace Ringfence.Policy.Analysis.Packets;

/// <summary>Services as people say them.</summary>
public static class ServiceText
{
    /// <summary><c>tcp:22,80-90 icmp</c>, <c>ALL</c>, <c>ALL except tcp:22</c>, whichever list is shorter; "" for none.</summary>
    public static string Of(ServiceSet services)
    {
        if (services.Services.Length < 2)
            return services.ToString();
        var everywhere = AddressRanges.Of([IpRange.Of(IpPrefix.All(AddressFamily.IPv4))]);
        var rest = PacketSet.Of(everywhere, ServiceSet.Of(Service.Any)).Except(PacketSet.Of(everywhere, services)).ServicesOf(new IpAddress(AddressFamily.IPv4, 0));
        return rest.IsEmpty ? "ALL" : rest.Services.Length < services.Services.Length ? $"ALL except {rest}" : services.ToString();
    }
}
