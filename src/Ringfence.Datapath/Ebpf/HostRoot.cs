using Ringfence.Datapath.Ebpf.Tables;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The one word that everything in force hangs from: the image of all interfaces, and the epoch that grows when a member has another class. Turning it is one store, so every
/// packet is judged by what was in force before or by what is now.
/// </summary>
internal sealed class HostRoot
{
    private readonly EbpfProgram _program;
    private readonly Arena _arena;
    private uint _epoch;
    private long _settled;
    private long _policiesChanged;

    /// <summary>Goes on from what a previous life left in force, if there was one.</summary>
    public HostRoot(EbpfProgram program, Arena arena)
    {
        (_program, _arena) = (program, arena);
        ulong root = program.Host.Root;
        _epoch = (uint)root;
        Revision = RevisionsInKernel.Of(ref program.Host, root);
        int interfaces = (int)program.Sizes.Interfaces;
        Image = IsTurned(root) ? HostImage.Read(arena, (uint)(root >> 32), interfaces) : HostImage.Closed(interfaces);
    }

    /// <summary>Whether a root says what is in force: an image was turned to, in this life or in an earlier one.</summary>
    public static bool IsTurned(ulong root) => root >> 32 != 0;

    /// <summary>What is in force.</summary>
    public HostImage Image { get; private set; }

    /// <summary>The revision that is in force; 0: not known.</summary>
    public long Revision { get; private set; }

    /// <summary>The root as it should be in the kernel.</summary>
    public ulong Word => _epoch | ((ulong)Image.Block << 32);

    /// <summary>How often what is enforced has changed.</summary>
    public long Changes { get; private set; }

    /// <summary>True when no packet can be looking at what was in force before the last change.</summary>
    public bool IsSettled => _settled == Changes;

    /// <summary>True when no packet can be looking at policies other than those in force; members may have moved since.</summary>
    public bool ArePoliciesSettled => _settled >= _policiesChanged;

    /// <summary>Whether the kernel still has the root and the image that were written.</summary>
    public bool IsIntact => Volatile.Read(ref _program.Host.Root) == Word && (Image.Block == 0 || Image.IsIntact(_arena));

    /// <summary>Turns to another image.</summary>
    /// <param name="next">What shall be in force. Written before, or now.</param>
    /// <param name="moved">Members have other classes: every flow is to be judged again.</param>
    /// <param name="revision">Whose change it is.</param>
    /// <exception cref="ArenaFullException">There is no room; nothing has changed.</exception>
    public void Turn(HostImage next, bool moved, long revision)
    {
        Replace(next, moved, revision);
        _policiesChanged = ++Changes;
    }

    /// <summary>Turns to an image in which nothing but members' classes are others.</summary>
    /// <exception cref="ArenaFullException">There is no room; nothing has changed.</exception>
    public void TurnMembers(HostImage next, long revision)
    {
        Replace(next, moved: true, revision);
        Changes++;
    }

    /// <summary>Turns to an image that means the same.</summary>
    /// <exception cref="ArenaFullException">There is no room; nothing has changed.</exception>
    public void Replace(HostImage next) => Replace(next, moved: false, Revision);

    /// <summary>Members were moved in their tables: every flow is to be judged again.</summary>
    public void Moved(long revision)
    {
        _epoch++;
        Store(revision);
    }

    /// <summary>A revision that changes nothing here is in force.</summary>
    public void Confirm(long revision)
    {
        Revision = revision;
        RevisionsInKernel.Note(ref _program.Host, Word, revision);
    }

    /// <summary>A grace period has passed that began when <see cref="Changes"/> was this.</summary>
    public void Settle(long changes) => _settled = Math.Max(_settled, changes);

    private void Replace(HostImage next, bool moved, long revision)
    {
        if (next.Block == 0)
            next.Write(_arena);
        uint before = Image.Block;
        Image = next;
        _epoch += moved ? 1u : 0;
        Store(revision);
        _arena.Retire(before);
    }

    /// <summary>The revision first: no packet sees a root that it cannot name.</summary>
    private void Store(long revision)
    {
        Confirm(revision);
        Volatile.Write(ref _program.Host.Root, Word);
    }
}
