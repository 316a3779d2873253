using System.Collections.Immutable;

namespace Ringfence.Contracts.Tagging;

/// <summary>A tag of a resource (Tag type <c>TagResource</c>, reference C.9).</summary>
public sealed record TagResource
{
    /// <summary>The key.</summary>
    public required string TagKey { get; init; }

    /// <summary>The value, may be "".</summary>
    public required string TagValue { get; init; }

    /// <summary>What has the tag.</summary>
    public required string ResourceId { get; init; }

    /// <summary>MD5 of the key's UTF-8, lower-case hexadecimal.</summary>
    public required string TagKeyMd5 { get; init; }

    /// <summary>MD5 of the value's UTF-8, lower-case hexadecimal.</summary>
    public required string TagValueMd5 { get; init; }

    /// <summary>The service type that was asked for.</summary>
    public required string ServiceType { get; init; }

    /// <summary><c>Custom</c>: there are no system tags here.</summary>
    public required string Category { get; init; }
}

/// <summary>Answer of DescribeResourceTagsByResourceIds.</summary>
/// <param name="TotalCount">All matches, not only the page.</param>
/// <param name="Offset">As asked for.</param>
/// <param name="Limit">As asked for.</param>
/// <param name="Tags">The page.</param>
public sealed record DescribeResourceTagsByResourceIdsResponse(long TotalCount, long Offset, long Limit, ImmutableArray<TagResource> Tags);
