using Ringfence.Lab.Packets;
using Ringfence.Linux.Namespaces;
using Ringfence.Policy.Addressing;

namespace Ringfence.Lab.Topology;

/// <summary>A machine that probes are sent from and read at. What is internal here runs on the prober's thread only.</summary>
public abstract class LabNode
{
    private protected LabNode(string name, NetworkNamespace space)
    {
        Name = name;
        Namespace = space;
    }

    /// <summary>Its name in the laboratory.</summary>
    public string Name { get; }

    /// <summary>The namespace it is made of.</summary>
    public NetworkNamespace Namespace { get; }

    /// <summary>The node with one of its addresses, or with a foreign one to send from.</summary>
    public LabAddress At(IpAddress address) => new(this, address);

    /// <summary>As <see cref="At(IpAddress)"/>, from text.</summary>
    public LabAddress At(string address) => new(this, IpAddress.Parse(address));

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Sends an IP packet the way the node's own packets go.</summary>
    /// <returns>False when it could not be sent.</returns>
    internal abstract bool TrySendPacket(byte[] packet, LabAddress to);

    /// <summary>Sends a whole frame.</summary>
    internal abstract bool TrySendFrame(byte[] frame);

    /// <summary>Returns when everything that was sent from this node before has been processed by the host and lies in the captures.</summary>
    internal abstract void Fence();

    /// <summary>Gets ready to read packets of a protocol that are addressed to this node.</summary>
    internal virtual void Expect(AddressFamily family, byte protocol)
    {
    }

    /// <summary>Takes everything captured so far.</summary>
    internal abstract void Drain(ICollection<Arrival>? into);
}

/// <summary>An address at a node: one end of a probe.</summary>
/// <param name="Node">The node.</param>
/// <param name="Address">The address.</param>
public readonly record struct LabAddress(LabNode Node, IpAddress Address)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Node.Name}({Address})";
}

/// <summary>A probe packet as it was captured.</summary>
/// <param name="Node">Where.</param>
/// <param name="Marker">Which probe's.</param>
/// <param name="Bytes">The frame (at a station), or the packet as the socket gave it (at the host).</param>
public sealed record Arrival(LabNode Node, ProbeMarker Marker, byte[] Bytes);
