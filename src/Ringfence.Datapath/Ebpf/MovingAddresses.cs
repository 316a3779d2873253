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

    /// <summary>Moves members while every interface goes on enforcing what it does. False: it takes a new classifier; nobody has moved.</summary>
    /// <param name="moves">The members.</param>
    /// <param name="revision">Whose change it is.</param>
    /// <exception cref="ArenaFullException">There is no room for an image; nobody has moved.</exception>
    public bool TryMove(AddressMoves moves, long revision)
    {
        if (IsInPlace(moves))
        {
            bool hasMoved = Classifier.TryMove(moves);
            // Where there was no room some were there for a moment: what passed then is judged again too.
            _root.Moved(hasMoved ? revision : _root.Revision);
            if (hasMoved)
                return true;
        }

        if (!CanOverride(moves))
            return false;
        var image = _root.Image.Copy();
        image.Overrides = Override(moves);
        _root.TurnMembers(image, revision);
        return true;
    }

    /// <summary>Whether these members can move with an image.</summary>
    public bool CanOverride(AddressMoves moves) => moves.Count == 0 || (!_isCrowded && _root.Image.Overrides.Count + moves.Count <= KernelImage.MostOverrides);

    /// <summary>The overrides of an image with which these members move.</summary>
    public ImmutableDictionary<IpAddress, (int Class, long Since)> Override(AddressMoves moves) =>
        _root.Image.Overrides.SetItems(moves.All.Select(move => KeyValuePair.Create(move.Host, (move.Class, _root.Changes + 1))));

    /// <summary>Writes into the tables what was overridden by the changes up to this one; a grace period has passed since.</summary>
    public void Settle(long changes)
    {
        var due = _root.Image.Overrides.Where(entry => entry.Value.Since <= changes).ToList();
        if (due.Count == 0 || _isCrowded)
            return;
        var moves = new AddressMoves(
            [.. due.Where(entry => entry.Value.Class != 0).Select(entry => (entry.Key, entry.Value.Class))], [.. due.Where(entry => entry.Value.Class == 0).Select(entry => entry.Key)]);
        if (!Classifier.TryMove(moves))
        {
            _isCrowded = true; // until the next classifier; the image overrides them
            return;
        }

        var image = _root.Image.Copy();
        image.Overrides = image.Overrides.RemoveRange(due.Select(entry => entry.Key));
        _root.Replace(image);
    }

    /// <summary>
    /// A packet between a local and a remote address looks up one of them: a slot is old or new, and so is the packet's verdict. Not while it may be looking at other policies than those in force, nor
    /// while an image gives the address another class than the slot.
    /// </summary>
    private bool IsInPlace(AddressMoves moves) =>
        _root.ArePoliciesSettled && Local is { } local && !moves.Any(local.Contains) && (_root.Image.Overrides.IsEmpty || !moves.Any(_root.Image.Overrides.ContainsKey));
}
