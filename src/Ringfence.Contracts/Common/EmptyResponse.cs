namespace Ringfence.Contracts.Common;

/// <summary>The answer of an action that has nothing to tell: <c>{}</c>, to which the envelope adds RequestId.</summary>
public sealed record EmptyResponse
{
    /// <summary>The one value.</summary>
    public static EmptyResponse Instance { get; } = new();
}
