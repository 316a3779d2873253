using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Ringfence.Lab.Packets;
using Ringfence.Lab.Probing;
using Ringfence.Linux.Namespaces;
using Ringfence.Linux.Packets;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>
/// An instance, or the world outside: a namespace with one device, <c>eth0</c>, whose other end is the host's. Probes are sent and captured at <c>eth0</c>,
/// beyond anything the host can do to them.
/// </summary>
public sealed class LabStation : LabNode, IDisposable
{
    private const int LinkTries = 300;
    private static readonly TimeSpan ArpPatience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LinkPatience = TimeSpan.FromMilliseconds(10);
    private readonly byte[] _buffer = new byte[70_000];
    private readonly LoopbackFence _loopbackFence;
    private readonly StationWiring _wiring;
    private readonly List<Arrival> _kept = [];
    private PacketSocket? _port;
    private Prober? _prober;
    private bool _arpIsSilent;

    internal LabStation(StationLayout layout, NetworkNamespace space, StationWiring wiring)
        : base(layout.Name, space)
    {
        Layout = layout;
        _wiring = wiring;
        _loopbackFence = space.Run(() => new LoopbackFence(layout.Name));
    }

    /// <summary>How it was asked for.</summary>
    public StationLayout Layout { get; }

    /// <summary>The name of the host's end of the link: the device an agent enforces on.</summary>
    public string Device => _wiring.HostDevice;

    /// <summary>The station's Ethernet address.</summary>
    public MacAddress Mac => _wiring.Mac;

    /// <summary>The Ethernet address of its gateway.</summary>
    public MacAddress GatewayMac => _wiring.GatewayMac;

    /// <summary>Its addresses, both families.</summary>
    public ImmutableArray<IpAddress> Addresses => _wiring.Addresses;

    /// <summary>Its first IPv4 address.</summary>
    public LabAddress V4 => At(Addresses.First(address => address.Family == AddressFamily.IPv4));

    /// <summary>Its first IPv6 address.</summary>
    public LabAddress V6 => At(Addresses.First(address => address.Family == AddressFamily.IPv6));

    /// <summary>True while the device exists.</summary>
    public bool IsAttached => _port is not null;

    /// <summary>False when the gateway did not answer the last fence's ARP request.</summary>
    public bool GatewayAnswersArp => !_arpIsSilent;

    /// <summary>The first address of a family.</summary>
    public LabAddress In(AddressFamily family) => family == AddressFamily.IPv4 ? V4 : V6;

    /// <summary>Makes the device, on both sides, and turns it on. Not while probes are running.</summary>
    /// <exception cref="IOException">It exists already, or the kernel refuses.</exception>
    public async Task AttachAsync()
    {
        await _wiring.CreateAsync().ConfigureAwait(false);
        OpenPort();
        _prober!.AwaitLink(this);
    }

    /// <summary>Turns the host's end on or off; the kernel forgets routes over a device that is off.</summary>
    public Task TurnHostEndAsync(bool on) => _wiring.TurnHostEndAsync(on);

    /// <summary>Deletes the device. Not while probes are running.</summary>
    public async Task DetachAsync()
    {
        _port?.Dispose();
        _port = null;
        await _wiring.DeleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _port?.Dispose();
        _loopbackFence.Dispose();
    }

    /// <summary>Tells the station who sends from it.</summary>
    internal void UseProber(Prober prober) => _prober = prober;

    internal void OpenPort() => _port = Namespace.Run(() => PacketSocket.Open(StationWiring.Device, filter: ProbeFilter.Program));

    /// <summary>
    /// The kernel puts a link into service some time after both ends are up, by a worker, and drops what is sent before. When an ARP answer came back, both
    /// directions are in service (and a bridge has learned where the station is). Answers to earlier tries are gone too, so that none is taken for a later fence's.
    /// </summary>
    internal void AwaitLink()
    {
        for (int i = 0; i < LinkTries; i++)
        {
            if (!TryArp(LinkPatience))
                continue;
            _loopbackFence.Pass();
            Drain(null);
            return;
        }

        throw new IOException($"The link of {Name} does not come into service.");
    }

    /// <summary>The Ethernet address that a packet to the far end is sent to: the far end's own on the same bridge, else the gateway's.</summary>
    internal MacAddress NextHop(LabNode far) =>
        far is LabStation { Layout.Link: LinkKind.Bridged } other && Layout.Link == LinkKind.Bridged && other.Layout.Bridge == Layout.Bridge
            ? other.Mac
            : GatewayMac;

    internal override bool TrySendPacket(byte[] packet, LabAddress to) => TrySendFrame(EthernetFrame.Around(NextHop(to.Node), Mac, packet));

    internal override bool TrySendFrame(byte[] frame) => _port is not null && _port.TrySend(frame);

    /// <summary>
    /// An ARP request to the gateway: it is always allowed, takes the same way on the same CPU as what was sent before, and its answer is as many steps away as
    /// any station is. Where nobody answers ARP, the loopback fence.
    /// </summary>
    internal override void Fence()
    {
        if (_arpIsSilent || !TryArp(ArpPatience))
            _loopbackFence.Pass();
    }

    internal override void Drain(ICollection<Arrival>? into)
    {
        foreach (var arrival in _kept)
            into?.Add(arrival);
        _kept.Clear();
        if (_port is not { } port)
            return;
        for (int length; (length = port.Receive(_buffer)) >= 0;)
        {
            if (into is not null && TryRead(_buffer.AsSpan(0, length), out var arrival))
                into.Add(arrival);
        }

        if (port.TakeLost() is var lost and > 0 && into is not null)
            throw new IOException($"The capture at {Name} lost {lost} frames: a verdict from it would be a guess.");
    }

    /// <returns>False when the device is down, or nobody answered in time.</returns>
    private bool TryArp(TimeSpan patience)
    {
        if (_port is not { } port || !TrySendFrame(EthernetFrame.ArpRequest(Mac, V4.Address, _wiring.Gateway4)))
            return false;
        while (true)
        {
            int length = port.Receive(_buffer);
            if (length >= 0)
            {
                var frame = _buffer.AsSpan(0, length);
                if (EthernetFrame.IsArpReply(frame, _wiring.Gateway4))
                {
                    _arpIsSilent = false;
                    return true;
                }

                if (TryRead(frame, out var arrival))
                    _kept.Add(arrival);
            }
            else if (!port.WaitReadable(patience))
            {
                _arpIsSilent = true;
                return false;
            }
        }
    }

    private bool TryRead(ReadOnlySpan<byte> frame, [NotNullWhen(true)] out Arrival? arrival)
    {
        arrival = ProbeMarker.TryFind(frame, out var marker) ? new Arrival(this, marker, frame.ToArray()) : null;
        return arrival is not null;
    }
}
