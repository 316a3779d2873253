namespace Ringfence.Contracts.Signing;

/// <summary>What a TC3 signature covers besides the headers' values (reference E.3; vendor doc 213/30654).</summary>
public readonly ref struct Tc3Message
{
    /// <summary>GET or POST.</summary>
    public required ReadOnlySpan<char> Method { get; init; }

    /// <summary>The raw query, as on the wire and without "?"; empty for POST.</summary>
    public required ReadOnlySpan<char> Query { get; init; }

    /// <summary>The lower-case names of the signed headers, joined by ";", in the order of the Authorization header.</summary>
    public required ReadOnlySpan<char> SignedHeaders { get; init; }

    /// <summary>SHA-256 of the body (32 bytes): see <see cref="Tc3Payload"/>.</summary>
    public required ReadOnlySpan<byte> PayloadHash { get; init; }

    /// <summary>UNIX seconds.</summary>
    public required long Timestamp { get; init; }

    /// <summary>The scope's date, <c>yyyy-MM-dd</c>.</summary>
    public required ReadOnlySpan<char> Date { get; init; }

    /// <summary>The scope's service, as the client wrote it.</summary>
    public required ReadOnlySpan<char> Service { get; init; }
}
