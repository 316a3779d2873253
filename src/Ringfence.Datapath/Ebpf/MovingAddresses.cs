using System.Collections.Immutable;
using Ringfence.Datapath.Ebpf.Layout;
using Ringfence.Datapath.Ebpf.Tables;
using Ringfence.Policy.Addressing;

namespace Ringfence.Datapath.Ebpf;

/// <summary>
/// The classifier in force and how members move in it. A move alone is a slot in the table and the epoch. A move that belongs to a change of policy, or of which one packet may
/// see two halves, comes into force with the image (an override) and goes into the table when nobody looks at the image before any more.
/// </summary>
internal sealed class MovingAddresses
{
    private readonly HostRoot _root;
    private bool _isCrowded;

    private MovingAddresses(HostRoot root, ClassifierTables classifier) => (_root, Classifier) = (root, classifier);

    /// <summary>The tables.</summary>
    public ClassifierTables Classifier { get; }

    /// <summary>Addresses that packets between two interfaces of this host have; two of them are looked up for one packet. Null: any address may be such a one.</summary>
    public IReadOnlySet<IpAddress>? Local { get; set; } = ImmutableHashSet<IpAddress>.Empty;

    /// <summary>Writes a classifier that nothing names yet.</summary>
    /// <exception cref="ArenaFullException">There is no room.</exception>
    public static MovingAddresses Write(HostRoot root, Arena arena, AddressHash hash, AddressImage image)
    {
        var classifier = new ClassifierTables(arena, hash);
        try
        {
            classifier.WriteHosts(image.Hosts);
            classifier.WritePrefixes(image.Prefixes);
        }
        catch
        {
            classifier.Retire();
            throw;
        }

        return new MovingAddresses(root, classifier);
    }

    /// <summary>Whether these members can move without writing a new classifier.</summary>
    /// <param name="moves">The members.</param>
    /// <param name="alone">Every interface goes on enforcing what it does.</param>
    public bool HasRoomFor(AddressMoves moves, bool alone) =>
        moves.Count == 0 || (!_isCrowded && (FitsOverrides(moves) || (alone && IsInPlace(moves) && Classifier.HasRoomFor(moves.Set))));

    /// <summary>Moves members while every interface goes on enforcing what it does.</summary>
    /// <exception cref="ArenaFullException">There is no room for an image; nothing moved.</exception>
    public void Move(AddressMoves moves)
    {
        if (IsInPlace(moves) && Classifier.HasRoomFor(moves.Set))
        {
            TryWrite(moves.All);
            _root.Moved();
            return;
        }

        var image = _root.Image.Copy();
        image.Overrides = Override(moves);
        _root.Turn(image, moved: true);
    }

    /// <summary>The overrides of an image with which these members move.</summary>
    public ImmutableDictionary<IpAddress, (int Class, long Since)> Override(AddressMoves moves) =>
        _root.Image.Overrides.SetItems(moves.All.Select(move => KeyValuePair.Create(move.Host, (move.Class, _root.Changes + 1))));

    /// <summary>Writes into the tables what was overridden by the changes up to this one; a grace period has passed since.</summary>
    public void Settle(long changes)
    {
        var due = _root.Image.Overrides.Where(entry => entry.Value.Since <= changes).ToList();
        if (due.Count == 0 || _isCrowded || !TryWrite(due.Select(entry => (entry.Key, entry.Value.Class))))
            return;
        var image = _root.Image.Copy();
        image.Overrides = image.Overrides.RemoveRange(due.Select(entry => entry.Key));
        _root.Replace(image);
    }

    private bool FitsOverrides(AddressMoves moves) => _root.Image.Overrides.Count + moves.Count <= KernelImage.MostOverrides;

    /// <summary>A packet between a local and a remote address looks up one of them: a slot is old or new, and so is the packet's verdict.</summary>
    private bool IsInPlace(AddressMoves moves) =>
        _root.IsSettled && _root.Image.Overrides.IsEmpty && Local is { } local && !moves.All.Any(move => local.Contains(move.Host));

    /// <summary>False: a line of the table is full; some were written, which means what they meant as long as the image overrides them.</summary>
    private bool TryWrite(IEnumerable<(IpAddress Host, int Class)> moves)
    {
        foreach (var (host, classId) in moves)
        {
            if (classId == 0)
                Classifier.RemoveHost(host);
            else if (!Classifier.TrySetHost(host, classId))
                return !(_isCrowded = true);
        }

        return true;
    }
}
