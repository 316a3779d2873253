using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>A key pair without its secret.</summary>
public sealed record AccessKey
{
    /// <summary>The id, which requests name.</summary>
    public required string SecretId { get; init; }

    /// <summary><c>admin</c>, <c>operator</c> or <c>reader</c>.</summary>
    public required string Role { get; init; }

    /// <summary><c>Active</c>, or <c>Inactive</c>: signs nothing.</summary>
    public required string Status { get; init; }

    /// <summary>The user's words.</summary>
    public required string Description { get; init; }

    /// <summary>When it was made, <c>YYYY-MM-DDTHH:MM:SSZ</c>; "" for the root pair.</summary>
    public required string CreatedTime { get; init; }

    /// <summary>The key pair that made it; "" for the root pair.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>The pair that the server starts with: it can be neither changed nor deleted.</summary>
    public required bool IsRoot { get; init; }
}

/// <summary>Answer of CreateAccessKey.</summary>
/// <param name="AccessKey">The new pair.</param>
/// <param name="SecretKey">Its secret, told this once.</param>
public sealed record CreateAccessKeyResponse(AccessKey AccessKey, string SecretKey);

/// <summary>Answer of UpdateAccessKey.</summary>
/// <param name="AccessKey">The pair as it is now.</param>
public sealed record UpdateAccessKeyResponse(AccessKey AccessKey);

/// <summary>Answer of DescribeAccessKeys.</summary>
/// <param name="AccessKeySet">The page: the root pair, then the others, oldest first.</param>
/// <param name="TotalCount">All pairs of the account.</param>
public sealed record DescribeAccessKeysResponse(ImmutableArray<AccessKey> AccessKeySet, long TotalCount);
