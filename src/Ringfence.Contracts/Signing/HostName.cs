namespace Ringfence.Contracts.Signing;

/// <summary>The Host header as signers see it.</summary>
internal static class HostName
{
    /// <summary>The host without its port, the same text when it has none. An IPv6 literal keeps its brackets.</summary>
    public static string? WithoutPort(string? host)
    {
        int colon = host?.LastIndexOf(':') ?? -1;
        return colon < 0 || host!.IndexOf(']', colon) >= 0 ? host : host[..colon];
    }
}
