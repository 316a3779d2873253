using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Linux.Bpf;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// What a previous life left in force. It goes on being in force until this life's first plan, also while plans cannot be made true.
/// </summary>
internal sealed class PreviousEnforcement
{
    private readonly EbpfPins _pins;
    private readonly HostRoot _root;
    private readonly Arena _arena;
    private readonly bool _isInImage;
    private readonly List<uint> _blocks = [];

    /// <summary>Takes stock: what of the arena is not in force is retired, and freed when there is time or need.</summary>
    /// <param name="pins">The names of the namespace's links.</param>
    /// <param name="root">The root in the maps.</param>
    /// <param name="arena">The arena in the maps.</param>
    /// <param name="interfaces">How many an image has.</param>
    /// <param name="isAdopted">Whether the maps are the previous life's. If not, its programs go on with maps that only they know.</param>
    public PreviousEnforcement(EbpfPins pins, HostRoot root, Arena arena, int interfaces, bool isAdopted)
    {
        // Maps in which no image was turned to are of a life that ended before its first policy: what enforces knows others.
        (_pins, _root, _arena, _isInImage) = (pins, root, arena, isAdopted && root.Image.Block != 0);
        if (!isAdopted)
            return;
        var allocated = arena.Blocks();
        _blocks = Reachable.Blocks(arena, root.Image, interfaces, allocated);
        foreach (uint block in allocated.Except(_blocks))
            arena.Retire(block);
        _blocks.Remove(root.Image.Block); // the next image replaces it
    }

    /// <summary>Whether it enforces something at a device: nobody has taken its programs off meanwhile.</summary>
    /// <param name="index">The device's index in this life's maps; -1: none.</param>
    /// <param name="device">Its name.</param>
    public bool Enforces(int index, string device) =>
        (!_isInImage || (index >= 0 && _root.Image[index] != 0)) && NetworkDevice.IndexOf(device) is not 0 and var ifindex && Attachment.IsAt(_pins, ifindex);

    /// <summary>Gives back what it had in the arena. Nothing of it is in force any more.</summary>
    public void Retire() => _blocks.ForEach(_arena.Retire);
}
