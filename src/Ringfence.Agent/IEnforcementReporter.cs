using System.Collections.Immutable;

namespace Ringfence.Agent;

/// <summary>Where an agent tells what its host enforces.</summary>
public interface IEnforcementReporter
{
    /// <summary>Takes the newest report; must not block and must not throw. Called by one thread at a time.</summary>
    void Report(EnforcementReport report);
}

/// <summary>What a host enforces now.</summary>
public sealed record EnforcementReport
{
    /// <summary>The datapath's name.</summary>
    public required string Driver { get; init; }

    /// <summary>The revision in the kernel; null before the first one.</summary>
    public required long? EnforcedRevision { get; init; }

    /// <summary>When the kernel took that revision, or when the error began.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>Why a newer revision is not enforced, or why enforcement was found broken; null when all is well.</summary>
    public string? Error { get; init; }

    /// <summary>Each interface of the host, by id.</summary>
    public required ImmutableDictionary<string, InterfaceEnforcement> Interfaces { get; init; }
}

/// <summary>What is enforced at one interface.</summary>
/// <param name="EnforcedRevision">The revision in the kernel; null when the interface cannot be enforced.</param>
/// <param name="Since">When this became so.</param>
/// <param name="DevicePresent">Whether the device exists now. It is closed from the moment it appears.</param>
/// <param name="Error">Why it is not enforced as asked; null when it is.</param>
public sealed record InterfaceEnforcement(long? EnforcedRevision, DateTimeOffset Since, bool DevicePresent, string? Error);
