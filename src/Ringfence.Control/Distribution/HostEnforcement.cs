using System.Collections.Immutable;

namespace Ringfence.Control.Distribution;

/// <summary>What an agent says about its host.</summary>
/// <param name="Host">The agent's name.</param>
/// <param name="Driver">The datapath at work: <c>nftables</c> or <c>ebpf</c>.</param>
/// <param name="EnforcedRevision">The revision that the kernel enforces.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="Error">Why the host is not at the revision that it was given; null when it is.</param>
/// <param name="Interfaces">Each interface of the host by id.</param>
public sealed record HostEnforcement(
    string Host, string Driver, long EnforcedRevision, DateTimeOffset Since, string? Error, ImmutableDictionary<string, InterfaceEnforcement> Interfaces)
{
    /// <summary>True when the host enforces this revision or a later one, everywhere and without error.</summary>
    public bool Enforces(long revision) => EnforcedRevision >= revision && Error is null && Interfaces.Values.All(own => own.Error is null);
}

/// <summary>What an agent says about one interface.</summary>
/// <param name="EnforcedRevision">The revision that the kernel enforces on it.</param>
/// <param name="Since">Since when, UTC.</param>
/// <param name="DevicePresent">False while there is no such device; it is closed from the moment it appears.</param>
/// <param name="Error">What is wrong with it; null when nothing is.</param>
public sealed record InterfaceEnforcement(long EnforcedRevision, DateTimeOffset Since, bool DevicePresent, string? Error);
