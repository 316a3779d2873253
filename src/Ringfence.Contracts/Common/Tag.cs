namespace Ringfence.Contracts.Common;

/// <summary>A label (type <c>Tag</c> of VPC and CVM).</summary>
public sealed record Tag
{
    /// <summary>The key.</summary>
    public required string Key { get; init; }

    /// <summary>The value, may be "".</summary>
    public required string Value { get; init; }
}
