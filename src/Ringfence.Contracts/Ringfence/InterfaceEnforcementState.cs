using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence;

/// <summary>What is enforced on one interface.</summary>
public sealed record InterfaceEnforcementState
{
    /// <summary>The instance.</summary>
    public required string InstanceId { get; init; }

    /// <summary>The interface.</summary>
    public required string NetworkInterfaceId { get; init; }

    /// <summary>The name of the agent that enforces it.</summary>
    public required string Host { get; init; }

    /// <summary>The device's name on the host.</summary>
    public required string Device { get; init; }

    /// <summary><c>guest</c>, or <c>host</c>: the host's own card.</summary>
    public required string Role { get; init; }

    /// <summary>The datapath's driver; "" when the agent has not reported.</summary>
    public required string Driver { get; init; }

    /// <summary>The revision that should be enforced.</summary>
    public required long DesiredRevision { get; init; }

    /// <summary>The revision that is enforced; 0 when nothing was reported.</summary>
    public required long EnforcedRevision { get; init; }

    /// <summary>
    /// <c>ENFORCED</c>; <c>PENDING</c>: on its way; <c>DEVICE_MISSING</c>: enforced as soon as the device appears; <c>FAILED</c>: see <see cref="Error"/>;
    /// <c>NO_AGENT</c>: no agent of that name has reported.
    /// </summary>
    public required string State { get; init; }

    /// <summary>Since when it is so, <c>YYYY-MM-DDTHH:MM:SSZ</c> with milliseconds; absent when nothing was reported.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Since { get; init; }

    /// <summary>Why it failed; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Error { get; init; }
}
