namespace Ringfence.Api.Http;

/// <summary>The parameters that every request has, from headers (TC3) or from the query or form (v1); "" for a region that is not given (reference E.2).</summary>
internal sealed record CommonParameters(string Action, string Version, string Region, long Timestamp);
