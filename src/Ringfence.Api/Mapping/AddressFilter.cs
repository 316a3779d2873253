using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Api.Mapping;

/// <summary>Filters whose values are addresses: compared as addresses, so that every way to write one means the same.</summary>
internal static class AddressFilter
{
    /// <summary>True when a value is one of the addresses. A value that is no address is none of them.</summary>
    public static bool HasAny(Filter filter, ImmutableArray<IpAddress> addresses)
    {
        foreach (string value in filter.Values)
        {
            if (IpAddress.TryParse(value.AsSpan().Trim(), out var address) && addresses.Contains(address))
                return true;
        }

        return false;
    }
}
