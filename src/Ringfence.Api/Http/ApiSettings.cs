using Ringfence.Api.Access;
using Ringfence.Api.Credentials;

namespace Ringfence.Api.Http;

/// <summary>What the HTTP side needs to know besides its actions.</summary>
/// <param name="Keys">Who may sign.</param>
/// <param name="Regions">Which regions are served.</param>
/// <param name="Clock">The time that signatures are checked against.</param>
/// <param name="Audit">Where changes, refusals and failed authentications are recorded.</param>
public sealed record ApiSettings(KeyRing Keys, Regions Regions, TimeProvider Clock, RequestAudit Audit)
{
    /// <summary>How many requests a second are answered.</summary>
    public RateLimits RateLimits { get; init; } = RateLimits.Off;
}
