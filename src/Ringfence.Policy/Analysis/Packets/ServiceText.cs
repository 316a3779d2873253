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
        var rest = ServiceDifference.Of(ServiceSet.Of(Service.Any), services);
        return rest.IsEmpty ? "ALL" : rest.Services.Length < services.Services.Length ? $"ALL except {rest}" : services.ToString();
    }
}
