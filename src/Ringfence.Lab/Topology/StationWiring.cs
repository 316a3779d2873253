using System.Collections.Immutable;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>
/// The two ends of a station's link and how they are made. Every neighbour is known beforehand and nothing is discovered, so that only what is sent on
/// purpose is on the wire.
/// </summary>
internal sealed class StationWiring
{
    /// <summary>The station's end.</summary>
    public const string Device = "eth0";

    private readonly StationLayout _layout;
    private readonly string _hostSpace;
    private readonly string _stationSpace;
    private readonly MacAddress _hostMac;
    private readonly IpAddress _gateway6;

    public StationWiring(StationLayout layout, int index, string hostSpace, string stationSpace)
    {
        if (layout.Name.Length is 0 or > 12 || !layout.Name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new ArgumentException($"'{layout.Name}' is not a station's name.", nameof(layout));
        _layout = layout;
        _hostSpace = hostSpace;
        _stationSpace = stationSpace;
        _hostMac = AddressPlan.HostMac(index);
        Mac = AddressPlan.StationMac(index);
        Addresses = layout.Addresses.IsEmpty ? AddressPlan.Choose(layout, index) : layout.Addresses;
        (HostDevice, GatewayMac, Gateway4, _gateway6) = layout.Link switch
        {
            LinkKind.Routed => ($"rf-{layout.Name}", _hostMac, AddressPlan.Host4, AddressPlan.Host6),
            LinkKind.Uplink => (AddressPlan.UplinkDevice, _hostMac, AddressPlan.Uplink4, AddressPlan.Uplink6),
            _ => ($"rf-{layout.Name}", AddressPlan.BridgeMac(layout.Bridge), AddressPlan.Gateway(Bridge.V4), AddressPlan.Gateway(Bridge.V6)),
        };
    }

    public string HostDevice { get; }

    public MacAddress Mac { get; }

    public MacAddress GatewayMac { get; }

    public ImmutableArray<IpAddress> Addresses { get; }

    public IpAddress Gateway4 { get; }

    private (IpPrefix V4, IpPrefix V6) Bridge => AddressPlan.Bridge(_layout.Bridge);

    /// <summary>Makes the device and turns both ends on.</summary>
    public async Task CreateAsync()
    {
        await AddHostSide(new IpBatch(_hostSpace)).RunAsync().ConfigureAwait(false);
        await StationSide().RunAsync().ConfigureAwait(false);
    }

    /// <summary>Deletes the device; the station's end goes with the host's.</summary>
    public Task DeleteAsync() => new IpBatch(_hostSpace).Add($"link delete dev {HostDevice}").RunAsync();

    public Task TurnHostEndAsync(bool on) => new IpBatch(_hostSpace).Add($"link set dev {HostDevice} {(on ? "up" : "down")}").RunAsync();

    /// <summary>The commands that make the pair and the host's routes to the station.</summary>
    public IpBatch AddHostSide(IpBatch batch)
    {
        batch.Add($"link add name {HostDevice} address {_hostMac} type veth peer name {Device} address {Mac} netns {_stationSpace}")
            .Add($"link set dev {HostDevice} addrgenmode none");
        if (_layout.Link == LinkKind.Bridged)
            batch.Add($"link set dev {HostDevice} master {_layout.Bridge}");
        batch.Add($"link set dev {HostDevice} up");
        if (_layout.Link == LinkKind.Uplink)
            AddUplink(batch);
        string neighbourDevice = _layout.Link == LinkKind.Bridged ? _layout.Bridge : HostDevice;
        foreach (var address in Addresses)
        {
            if (_layout.Link == LinkKind.Routed)
                batch.Add($"route replace {IpPrefix.Host(address)} dev {HostDevice}");
            batch.Add($"neighbour replace {address} lladdr {Mac} dev {neighbourDevice} nud permanent");
        }

        return batch;
    }

    /// <summary>The commands that turn the station's end on and give it its addresses.</summary>
    public IpBatch StationSide()
    {
        var batch = new IpBatch(_stationSpace)
            .Add($"link set dev {Device} addrgenmode none")
            .Add($"link set dev {Device} up");
        if (_layout.Silent)
            return batch;
        foreach (var address in Addresses)
            batch.Add($"address add {address}/{Length(address)} dev {Device} nodad");
        foreach (var gateway in new[] { Gateway4, _gateway6 })
        {
            batch.Add($"neighbour replace {gateway} lladdr {GatewayMac} dev {Device} nud permanent")
                .Add($"route replace {IpPrefix.All(gateway.Family)} via {gateway} dev {Device} onlink");
        }

        return batch;
    }

    /// <summary>On the same bridge, stations know each other.</summary>
    public void AddNeighbour(IpBatch batch, StationWiring other)
    {
        if (_layout.Silent || _layout.Link != LinkKind.Bridged || other._layout.Link != LinkKind.Bridged || other._layout.Bridge != _layout.Bridge)
            return;
        foreach (var address in other.Addresses)
            batch.Add($"neighbour replace {address} lladdr {other.Mac} dev {Device} nud permanent");
    }

    private static void AddUplink(IpBatch batch)
    {
        string device = AddressPlan.UplinkDevice;
        var (next4, next6) = (AddressPlan.Outside.First(a => a.Family == AddressFamily.IPv4), AddressPlan.Outside.First(a => a.Family == AddressFamily.IPv6));
        // No subnet on the link: whatever is not inside goes to the outside, which answers for any address.
        batch.Add($"address add {AddressPlan.Uplink4}/32 dev {device}")
            .Add($"address add {AddressPlan.Uplink6}/128 dev {device} nodad")
            .Add($"route replace default via {next4} dev {device} onlink")
            .Add($"route replace default via {next6} dev {device} onlink");
    }

    private int Length(IpAddress address) => _layout.Link switch
    {
        LinkKind.Bridged => address.Family == AddressFamily.IPv4 ? Bridge.V4.Length : Bridge.V6.Length,
        _ => address.Family.Bits(),
    };
}
