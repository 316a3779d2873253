using Ringfence.Agent.Options;
using Ringfence.Datapath;

namespace Ringfence.Agent.Host;

/// <summary>What an agent alone is started with; the server's options of the same names.</summary>
internal sealed record AgentSettings
{
    public required string DataFolder { get; init; }

    public string? NetNs { get; init; }

    public DatapathChoice Datapath { get; init; }

    public EnforcementOptions Enforcement { get; init; } = new();

    /// <summary>Enforce and exit, instead of following devices until a server comes.</summary>
    public bool Once { get; init; }

    /// <summary>Tell what would be done, and do nothing.</summary>
    public bool DryRun { get; init; }

    /// <summary>Whether to wait for the host, and to come back when a server has had it.</summary>
    public bool Standby { get; init; }
}
