namespace Ringfence.Contracts.Signing;

/// <summary>The hash of a v1 signature, the <c>SignatureMethod</c> parameter.</summary>
public enum V1Algorithm
{
    /// <summary><c>HmacSHA1</c>, also when the parameter is absent.</summary>
    HmacSha1,

    /// <summary><c>HmacSHA256</c>.</summary>
    HmacSha256,
}
