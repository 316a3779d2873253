using System.Collections.Immutable;

namespace Ringfence.Contracts.Vpc;

/// <summary>A property of an account (VPC type <c>AccountAttribute</c>).</summary>
/// <param name="AttributeName">The property.</param>
/// <param name="AttributeValues">Its values.</param>
public sealed record AccountAttribute(string AttributeName, ImmutableArray<string> AttributeValues);

/// <summary>Answer of DescribeAccountAttributes.</summary>
/// <param name="AccountAttributeSet">The properties.</param>
public sealed record DescribeAccountAttributesResponse(ImmutableArray<AccountAttribute> AccountAttributeSet);
