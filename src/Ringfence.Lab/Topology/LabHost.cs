using System.Net;
using Ringfence.Lab.Packets;
using Ringfence.Linux.Namespaces;
using Ringfence.Linux.Packets;
using Ringfence.Policy.Addressing;
using Sockets = System.Net.Sockets;

namespace Ringfence.Lab.Topology;

/// <summary>
/// The machine that carries the instances and where an agent enforces. Its own packets go out through, and are read behind, its packet filter:
/// raw IP sockets, not captures.
/// </summary>
public sealed class LabHost : LabNode, IDisposable
{
    private readonly RawIpSocket _sender4;
    private readonly RawIpSocket _sender6;
    private readonly LoopbackFence _fence;
    private readonly Dictionary<(AddressFamily Family, byte Protocol), RawIpSocket> _receivers = [];
    private readonly byte[] _buffer = new byte[70_000];

    internal LabHost(NetworkNamespace space)
        : base("host", space)
    {
        (_sender4, _sender6, _fence) = space.Run(() => (
            RawIpSocket.OpenSender(Sockets.AddressFamily.InterNetwork),
            RawIpSocket.OpenSender(Sockets.AddressFamily.InterNetworkV6),
            new LoopbackFence("host")));
    }

    /// <summary>The host's address inside: the gateway of routed stations.</summary>
    public LabAddress V4 => At(AddressPlan.Host4);

    /// <summary>The host's address inside: the gateway of routed stations.</summary>
    public LabAddress V6 => At(AddressPlan.Host6);

    /// <summary>The host's address at its uplink.</summary>
    public LabAddress UplinkV4 => At(AddressPlan.Uplink4);

    /// <summary>The host's address at its uplink.</summary>
    public LabAddress UplinkV6 => At(AddressPlan.Uplink6);

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender4.Dispose();
        _sender6.Dispose();
        _fence.Dispose();
        foreach (var receiver in _receivers.Values)
            receiver.Dispose();
    }

    internal override bool TrySendPacket(byte[] packet, LabAddress to)
    {
        Span<byte> address = stackalloc byte[16];
        int length = to.Address.WriteBytes(address);
        // A refusal by the host's own output filter is an answer as good as any: the packet did not pass.
        (to.Address.Family == AddressFamily.IPv4 ? _sender4 : _sender6).TrySend(packet, new IPAddress(address[..length]));
        return true;
    }

    internal override bool TrySendFrame(byte[] frame) => throw new InvalidOperationException("The host sends packets, not frames.");

    internal override void Fence() => _fence.Pass();

    internal override void Expect(AddressFamily family, byte protocol)
    {
        if (_receivers.ContainsKey((family, protocol)))
            return;
        var socketFamily = family == AddressFamily.IPv4 ? Sockets.AddressFamily.InterNetwork : Sockets.AddressFamily.InterNetworkV6;
        _receivers.Add((family, protocol), Namespace.Run(() => RawIpSocket.OpenReceiver(socketFamily, protocol)));
    }

    internal override void Drain(ICollection<Arrival>? into)
    {
        foreach (var receiver in _receivers.Values)
        {
            for (int length; (length = receiver.Receive(_buffer)) >= 0;)
            {
                var packet = _buffer.AsSpan(0, length);
                if (into is not null && ProbeMarker.TryFind(packet, out var marker))
                    into.Add(new Arrival(this, marker, packet.ToArray()));
            }
        }
    }
}
