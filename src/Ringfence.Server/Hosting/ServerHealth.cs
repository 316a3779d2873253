using System.Text.Json.Serialization;

namespace Ringfence.Server.Hosting;

/// <summary>What <c>GET /healthz</c> tells.</summary>
/// <param name="Status">"ok", or "failing" while the agent cannot enforce what it should.</param>
/// <param name="Revision">The last committed revision.</param>
/// <param name="EnforcedRevision">The revision that the kernel of this host enforces; null when nothing is enforced here.</param>
/// <param name="Error">Why it is failing.</param>
public sealed record ServerHealth(string Status, long Revision, long? EnforcedRevision, string? Error)
{
    /// <summary>All is well.</summary>
    public static ServerHealth Ok(long revision, long? enforcedRevision) => new("ok", revision, enforcedRevision, null);

    /// <summary>The agent is failing.</summary>
    public static ServerHealth Failing(long revision, long? enforcedRevision, string error) => new("failing", revision, enforcedRevision, error);
}

[JsonSerializable(typeof(ServerHealth))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class HealthJson : JsonSerializerContext;
