namespace Ringfence.Api.Http;

/// <summary>How large a request may be, in bytes (reference E.1; the vendor's public API introduction).</summary>
public static class RequestLimits
{
    /// <summary>The query of a GET.</summary>
    public const int Query = 32 * 1024;

    /// <summary>The body of a POST with a v1 signature.</summary>
    public const int FormBody = 1024 * 1024;

    /// <summary>The body of a POST with a TC3 signature.</summary>
    public const int Body = 10 * 1024 * 1024;

    /// <summary>Objects and arrays in each other. The deepest parameter of any action has six.</summary>
    public const int Depth = 32;
}
