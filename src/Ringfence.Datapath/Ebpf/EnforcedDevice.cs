using Ringfence.Policy.Hosting;

namespace Ringfence.Datapath.Ebpf;

/// <summary>One interface that is enforced, whether its device exists or not.</summary>
internal sealed class EnforcedDevice(InterfacePolicy policy)
{
    /// <summary>What it is.</summary>
    public InterfacePolicy Policy { get; set; } = policy;

    /// <summary>What its word in the image is: generation and enforcement.</summary>
    public ulong Word { get; set; }

    /// <summary>Whether the enforcement was written for a device with Ethernet headers.</summary>
    public bool HasLinkHeader { get; set; } = true;

    /// <summary>Where its word is in the image, when the device is there; -1: nowhere.</summary>
    public int Index { get; set; } = -1;

    /// <summary>The links, when the device is there.</summary>
    public Attachment? Attachment { get; set; }

    /// <summary>The enforcement's offset in the arena.</summary>
    public uint Record => (uint)(Word >> 32);
}
