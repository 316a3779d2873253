using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>A committed change: who, when, from where, what.</summary>
public sealed record RevisionRecord
{
    /// <summary>Its number, from 1.</summary>
    public required long Revision { get; init; }

    /// <summary>When it was committed: <c>YYYY-MM-DDTHH:MM:SS.mmmZ</c>.</summary>
    public required string Time { get; init; }

    /// <summary>The id of the key pair that asked for it.</summary>
    public required string SecretId { get; init; }

    /// <summary>The account whose objects it changed.</summary>
    public required string Account { get; init; }

    /// <summary>The region it changed.</summary>
    public required string Region { get; init; }

    /// <summary>The caller's address; "" when it was no network caller.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The request that it answered.</summary>
    public required string RequestId { get; init; }

    /// <summary>The action's name.</summary>
    public required string Action { get; init; }

    /// <summary>How many resources it changed.</summary>
    public required long ChangeCount { get; init; }

    /// <summary>The first of its changes.</summary>
    public required ImmutableArray<ResourceChange> ChangeSet { get; init; }
}

/// <summary>What a change made, or would make, of one resource.</summary>
public sealed record ResourceChange
{
    /// <summary><c>SecurityGroup</c>, <c>Instance</c>, <c>NetworkInterface</c>, <c>AddressTemplate</c>, ….</summary>
    public required string ResourceType { get; init; }

    /// <summary>Its id; "" in a preview, for what has none yet.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Its name, after the change where there is an after.</summary>
    public required string ResourceName { get; init; }

    /// <summary><c>CREATE</c>, <c>MODIFY</c> or <c>DELETE</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>One line for each thing that differs; at most 100, the last saying how many more there are.</summary>
    public required ImmutableArray<string> Details { get; init; }
}

/// <summary>Answer of DescribeRevisions.</summary>
/// <param name="RevisionSet">The page, newest first.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="Revision">The current revision.</param>
public sealed record DescribeRevisionsResponse(ImmutableArray<RevisionRecord> RevisionSet, long TotalCount, long Revision);

/// <summary>Answer of RestoreRevision.</summary>
/// <param name="ChangeSet">What was changed, or with DryRun would be.</param>
/// <param name="Revision">The revision that holds it; with DryRun, or when nothing differed, the current one.</param>
public sealed record RestoreRevisionResponse(ImmutableArray<ResourceChange> ChangeSet, long Revision);
