using System.Collections.Immutable;
using Ringfence.Control.Commands;
using Ringfence.Policy.Addressing;

namespace Ringfence.Control.Registration;

/// <summary>Reads the addresses of an interface.</summary>
internal static class AddressList
{
    private static readonly ImmutableArray<IpPrefix> NotOfAnInterface =
    [
        IpPrefix.Parse("0.0.0.0/32"), IpPrefix.Parse("224.0.0.0/4"), IpPrefix.Parse("255.255.255.255/32"), IpPrefix.Parse("::/128"), IpPrefix.Parse("ff00::/8"),
    ];

    /// <summary>The addresses in their order; null when none are given. Each malformed one, one of another family, and each repetition is a fault.</summary>
    /// <param name="texts">As given.</param>
    /// <param name="family">The family that is wanted; null means either.</param>
    /// <param name="parameter">Where the list stands in the request.</param>
    /// <param name="faults">Takes every fault.</param>
    public static ImmutableArray<IpAddress>? Read(ImmutableArray<string>? texts, AddressFamily? family, string parameter, Faults faults)
    {
        if (texts is not { } given)
            return null;
        var addresses = ImmutableArray.CreateBuilder<IpAddress>(given.Length);
        var seen = new HashSet<IpAddress>();
        for (int i = 0; i < given.Length; i++)
        {
            string path = $"{parameter}.{i}";
            if (!IpAddress.TryParse(given[i], out var address) || (family is not null && address.Family != family))
                faults.Add(RefusalKind.Malformed, path, $"{Faults.Show(given[i])} is not an {(family is null ? "IP" : family)} address.");
            else if (NotOfAnInterface.Any(prefix => prefix.Contains(address)))
                faults.Add(RefusalKind.InvalidValue, path, $"{address} cannot be the address of an interface.");
            else if (!seen.Add(address))
                faults.Add(RefusalKind.Duplicate, path, $"{address} is given twice.");
            else
                addresses.Add(address);
        }

        return addresses.DrainToImmutable();
    }
}
