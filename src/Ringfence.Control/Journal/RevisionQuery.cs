using System.Collections.Immutable;
using Ringfence.Control.Worlds;

namespace Ringfence.Control.Journal;

/// <summary>Which revisions are looked for. Conditions that are given hold together; the values of a list are alternatives, an empty list is no condition.</summary>
/// <param name="Scope">Whose; null for everybody's, which only the server itself may ask.</param>
public sealed record RevisionQuery(Scope? Scope)
{
    /// <summary>One revision by its number.</summary>
    public long? Number { get; init; }

    /// <summary>Committed at this time or later.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Committed before this time.</summary>
    public DateTimeOffset? Before { get; init; }

    /// <summary>Key pairs that made the change.</summary>
    public ImmutableArray<string> SecretIds { get; init; } = [];

    /// <summary>Names of actions.</summary>
    public ImmutableArray<string> Actions { get; init; } = [];

    /// <summary>Documents of any kind that it changed.</summary>
    public ImmutableArray<string> DocumentIds { get; init; } = [];

    /// <summary>How many matches are left out, from the newest on.</summary>
    public int Offset { get; init; }

    /// <summary>How many are wanted at most.</summary>
    public int Limit { get; init; } = 20;

    /// <summary>How many changes of each are wanted at most.</summary>
    public int ChangeLimit { get; init; } = int.MaxValue;
}

/// <summary>Part of the matches.</summary>
/// <param name="Revisions">Newest first.</param>
/// <param name="TotalCount">How many match.</param>
public sealed record RevisionPage(ImmutableArray<PastRevision> Revisions, long TotalCount);

/// <summary>A revision with what was before it.</summary>
/// <param name="Revision">The revision, with no more changes than were wanted.</param>
/// <param name="Before">For each of its changes, in their order, the document as it was before: a put, or a deletion when it was not there.</param>
/// <param name="ChangeCount">How many changes it has.</param>
public sealed record PastRevision(Revision Revision, ImmutableArray<Change> Before, int ChangeCount);
