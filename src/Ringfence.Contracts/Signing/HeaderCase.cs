namespace Ringfence.Contracts.Signing;

/// <summary>
/// How a signer writes the values of signed headers. The vendor's page says lower-cased, its SDKs leave <c>content-type</c> and <c>host</c> as they are,
/// and hand-written clients do either: a verifier tries all.
/// </summary>
public enum HeaderCase
{
    /// <summary>Every value as it is.</summary>
    Unchanged,

    /// <summary>The values of <c>x-tc-*</c> lower-cased, the others as they are.</summary>
    LowerTencentHeaders,

    /// <summary>Every value lower-cased.</summary>
    Lower,
}
