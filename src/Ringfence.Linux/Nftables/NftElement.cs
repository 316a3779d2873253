namespace Ringfence.Linux.Nftables;

/// <summary>An element of a set or of a verdict map.</summary>
/// <param name="Key">The key's bytes: each part of a concatenation is padded to four, numbers of the network are in its order.</param>
/// <param name="Chain">Where the verdict leads; "" when it leads to no chain, or in a set.</param>
/// <param name="Left">How long it stays; null: until somebody removes it.</param>
public sealed record NftElement(byte[] Key, string Chain, TimeSpan? Left);
