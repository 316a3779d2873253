namespace Ringfence.Cli.Connecting;

/// <summary>A key pair and where it was found: id and key are never taken from two places.</summary>
internal sealed record Keys(string SecretId, string SecretKey, string Source)
{
    /// <summary>Without the key: this may end up in a message.</summary>
    public override string ToString() => $"{SecretId} ({Source})";
}

/// <summary>Where and as whom to call.</summary>
/// <param name="Endpoint">The server.</param>
/// <param name="EndpointSource">Where that was found.</param>
/// <param name="Region">The region of all calls.</param>
/// <param name="RegionSource">Where that was found.</param>
/// <param name="Keys">Who calls.</param>
internal sealed record Connection(Uri Endpoint, string EndpointSource, string Region, string RegionSource, Keys Keys);

/// <summary>What was found of a connection; whole when there are no faults.</summary>
/// <param name="EndpointText">The server as it was written.</param>
/// <param name="Endpoint">The server; null: the text is no endpoint.</param>
/// <param name="EndpointSource">Where that was found.</param>
/// <param name="Region">The region of all calls.</param>
/// <param name="RegionSource">Where that was found.</param>
/// <param name="Keys">Who calls; null: nobody was found.</param>
/// <param name="Tried">The places that were looked into, in order.</param>
/// <param name="Faults">What is wrong or missing.</param>
internal sealed record FoundConnection(
    string EndpointText, Uri? Endpoint, string EndpointSource, string Region, string RegionSource, Keys? Keys, IReadOnlyList<string> Tried, IReadOnlyList<string> Faults)
{
    /// <summary>The server for people: without a path.</summary>
    public string ShownEndpoint => Endpoint?.GetLeftPart(UriPartial.Authority) ?? EndpointText;
}

/// <summary>What the command line says about the connection; null where it says nothing.</summary>
internal sealed record ConnectionFlags(string? Endpoint, string? SecretId, string? SecretKey, string? Region, string? Profile);

/// <summary>What one place says about the connection; null where it says nothing.</summary>
/// <param name="Source">The place, as people call it.</param>
/// <param name="Endpoint">The server.</param>
/// <param name="SecretId">The key pair's id.</param>
/// <param name="SecretKey">The key.</param>
/// <param name="Region">The region.</param>
internal sealed record ConnectionSettings(string Source, string? Endpoint, string? SecretId, string? SecretKey, string? Region);
