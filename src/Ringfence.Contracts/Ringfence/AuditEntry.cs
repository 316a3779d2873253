using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>A request for a change, or one that was not let in.</summary>
public sealed record AuditEntry
{
    /// <summary>When it was answered: <c>YYYY-MM-DDTHH:MM:SS.mmmZ</c>.</summary>
    public required string Time { get; init; }

    /// <summary>The key pair's id; of a request that could not be authenticated, the id that it claimed.</summary>
    public required string SecretId { get; init; }

    /// <summary>The region that it was for; "" when it did not get so far.</summary>
    public required string Region { get; init; }

    /// <summary>The caller's address.</summary>
    public required string SourceAddress { get; init; }

    /// <summary>The request's id.</summary>
    public required string RequestId { get; init; }

    /// <summary>The action's name.</summary>
    public required string Action { get; init; }

    /// <summary>The error's code; "" when it was done.</summary>
    public required string Code { get; init; }

    /// <summary>The error's message or what the change was about, up to 300 characters.</summary>
    public required string Message { get; init; }
}

/// <summary>Answer of DescribeAuditLog.</summary>
/// <param name="AuditSet">The page, newest first.</param>
/// <param name="TotalCount">All matches, not only the page.</param>
public sealed record DescribeAuditLogResponse(ImmutableArray<AuditEntry> AuditSet, long TotalCount);
