using Ringfence.Lab.Topology;
using Ringfence.Policy.Addressing;

namespace Ringfence.Kernel.Tests.Harness;

/// <summary>The laboratories and ends that many tests share.</summary>
internal static class Layouts
{
    public static readonly AddressFamily[] Families = [AddressFamily.IPv4, AddressFamily.IPv6];

    /// <summary>Stations <c>web</c> and <c>app</c>, joined to the host in one way.</summary>
    public static LabLayout Pair(LinkKind link, bool silent = false) => new()
    {
        Stations = [new("web") { Link = link, Silent = silent }, new("app") { Link = link, Silent = silent }],
        SilentOutside = silent,
    };

    /// <summary>The host's address that a station's gateway has.</summary>
    public static LabAddress HostFor(Laboratory lab, LabStation station, AddressFamily family)
    {
        if (station.Layout.Link == LinkKind.Routed)
            return family == AddressFamily.IPv4 ? lab.Host.V4 : lab.Host.V6;
        var (four, six) = AddressPlan.Bridge(station.Layout.Bridge);
        return lab.Host.At(AddressPlan.Gateway(family == AddressFamily.IPv4 ? four : six));
    }

    /// <summary>Everything of a family.</summary>
    public static string Anywhere(AddressFamily family) => IpPrefix.All(family).ToString();
}
