namespace Ringfence.Contracts.Signing;

/// <summary>The headers of a request as its signature sees them.</summary>
public interface ISignedHeaders
{
    /// <summary>The value as sent or received, or null when the request has no such header.</summary>
    /// <param name="name">The lower-case name.</param>
    string? Find(ReadOnlySpan<char> name);
}

/// <summary>The two headers that every TC3 signature covers, for those who sign with nothing else.</summary>
/// <param name="ContentType">The Content-Type header's value.</param>
/// <param name="Host">The Host header's value.</param>
public readonly record struct RequiredHeaders(string ContentType, string Host) : ISignedHeaders
{
    /// <summary>The names in the form of the SignedHeaders list.</summary>
    public const string Names = "content-type;host";

    /// <inheritdoc/>
    public string? Find(ReadOnlySpan<char> name) => name switch
    {
        "content-type" => ContentType,
        "host" => Host,
        _ => null,
    };
}
