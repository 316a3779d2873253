using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf.Tables;

/// <summary>
/// What all interfaces of a host enforce (struct rf_image): a word for each index, and the members whose new class the tables do not have yet. Changed only until it is
/// written.
/// </summary>
internal sealed class HostImage
{
    private readonly ulong[] _words;

    private HostImage(ulong[] words) => _words = words;

    /// <summary>Members with another class than the table gives (0: none), and the change since when.</summary>
    public ImmutableDictionary<IpAddress, (int Class, long Since)> Overrides { get; set; } = ImmutableDictionary<IpAddress, (int, long)>.Empty;

    /// <summary>Where it is in the arena; 0: not written.</summary>
    public uint Block { get; private set; }

    /// <summary>What is enforced at an index.</summary>
    public ulong this[int index]
    {
        get => _words[index];
        set => _words[index] = value;
    }

    /// <summary>The highest generation of its words.</summary>
    public uint HighestGeneration => _words.Max(word => (uint)word);

    /// <summary>Every interface closed.</summary>
    public static HostImage Closed(int interfaces) => new(new ulong[interfaces]);

    /// <summary>An image that a previous life has written. Its overrides are left out: they are of that life's classes.</summary>
    public static HostImage Read(Arena arena, uint block, int interfaces) => new(Words(arena, block, interfaces).ToArray()) { Block = block };

    /// <summary>The words of an image in the arena.</summary>
    public static Span<ulong> Words(Arena arena, uint block, int interfaces) => arena.At<ulong>(block + (uint)Unsafe.SizeOf<KernelImage>(), interfaces);

    /// <summary>A copy that can be changed.</summary>
    public HostImage Copy() => new([.. _words]) { Overrides = Overrides };

    /// <summary>Writes the image.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public void Write(Arena arena)
    {
        uint overridesAt = (uint)(Unsafe.SizeOf<KernelImage>() + (_words.Length * sizeof(ulong)));
        uint block = arena.Allocate(overridesAt + (Overrides.Count * Unsafe.SizeOf<KernelOverride>()));
        arena.At<KernelImage>(block) = new KernelImage { Overrides = block + overridesAt, OverrideCount = (uint)Overrides.Count };
        _words.CopyTo(Words(arena, block, _words.Length));
        var overrides = arena.At<KernelOverride>(block + overridesAt, Overrides.Count);
        int at = 0;
        foreach (var (address, (classId, _)) in Overrides)
            overrides[at++] = new KernelOverride { Address = KernelAddress.Of(address), Family = address.Family == AddressFamily.IPv4 ? 4u : 6u, Class = (uint)classId };
        Block = block;
    }

    /// <summary>Whether the arena still holds what was written.</summary>
    public bool IsIntact(Arena arena) =>
        Block != 0 && arena.At<KernelImage>(Block).OverrideCount == Overrides.Count
        && MemoryMarshal.AsBytes(Words(arena, Block, _words.Length)).SequenceEqual(MemoryMarshal.AsBytes<ulong>(_words));
}
