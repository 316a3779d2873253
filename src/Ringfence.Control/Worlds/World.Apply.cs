using System.Collections.Immutable;

namespace Ringfence.Control.Worlds;

/// <content>The fold: the only way from one world to the next.</content>
public sealed partial class World
{
    /// <summary>
    /// The world after a revision; this one is not touched. Costs what the changes cost, whatever the size of the world. A put replaces, the deletion of what
    /// is not there changes nothing, as in the journal.
    /// </summary>
    /// <exception cref="ArgumentException">The revision is not the next one.</exception>
    public World Apply(Revision revision)
    {
        if (revision.Number != Revision + 1)
            throw new ArgumentException($"Revision {revision.Number} cannot follow revision {Revision}.", nameof(revision));
        return Fold(revision.Changes, revision.Number, LastRuleId);
    }

    /// <summary>The world at the head of a journal.</summary>
    /// <param name="head">The number of the last revision; 0 when there is none.</param>
    /// <param name="lastRuleId">The highest rule id ever given, also of rules that are gone.</param>
    /// <param name="documents">Every document as a put, in any order.</param>
    public static World Load(long head, long lastRuleId, ImmutableArray<Change> documents) => Empty.Fold(documents, head, lastRuleId);

    /// <summary>The world at an earlier revision, from what the documents that changed since were then. Costs what they cost; the rest is shared with this world.</summary>
    /// <param name="revision">The earlier revision.</param>
    /// <param name="documents">Every document that changed after it, up to this world's revision: a put of what it was, or a deletion when it was not there.</param>
    public World Rewind(long revision, ImmutableArray<Change> documents) => Fold(documents, revision, LastRuleId);

    /// <summary>The world as changes would make it, for a command that asks what comes of them; it has no revision of its own.</summary>
    public World Tentative(ImmutableArray<Change> changes) => Fold(changes, Revision, LastRuleId);

    private World Fold(ImmutableArray<Change> changes, long revision, long lastRuleId)
    {
        var builder = new Builder(this, lastRuleId);
        foreach (var change in changes)
            builder.Apply(change);
        return builder.Build(revision);
    }
}
