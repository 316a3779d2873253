using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.Distribution;

namespace Ringfence.Api.Ringfence;

/// <summary>What an agent reported about an interface, against what should be.</summary>
internal static class EnforcementShape
{
    /// <summary>Nothing is missing.</summary>
    public const string Enforced = "ENFORCED";

    private const string Pending = "PENDING";
    private const string DeviceMissing = "DEVICE_MISSING";
    private const string Failed = "FAILED";
    private const string NoAgent = "NO_AGENT";

    /// <summary>The state of one interface.</summary>
    /// <param name="row">The interface.</param>
    /// <param name="host">The last report of its host, if any.</param>
    /// <param name="desired">The revision that should be enforced.</param>
    public static InterfaceEnforcementState ToWire(InterfaceRow row, HostEnforcement? host, long desired)
    {
        var own = host?.Interfaces.GetValueOrDefault(row.Interface.Id);
        string? error = own?.Error ?? host?.Error;
        long enforced = EnforcedRevision(host, own);
        string state = State(host, own, error, enforced, desired);
        var since = own?.Since ?? host?.Since;
        return new InterfaceEnforcementState
        {
            InstanceId = row.Instance.Id,
            NetworkInterfaceId = row.Interface.Id,
            Host = row.Interface.Host,
            Device = row.Interface.Device,
            Role = RegisteredShape.RoleOf(row.Interface),
            Driver = host?.Driver ?? "",
            DesiredRevision = desired,
            EnforcedRevision = enforced,
            State = state,
            Since = since is { } time ? WireClock.IsoMilliseconds(time) : null,
            Error = error,
        };
    }

    /// <summary>
    /// A host that stands at a revision without a fault on the interface has made it true for each of its interfaces, also for those whose own policy did not
    /// change since; an interface that the agent has never seen has nothing.
    /// </summary>
    private static long EnforcedRevision(HostEnforcement? host, InterfaceEnforcement? own)
    {
        if (host is null || own is null)
            return 0;
        return own.Error is null ? Math.Max(own.EnforcedRevision, host.EnforcedRevision) : own.EnforcedRevision;
    }

    private static string State(HostEnforcement? host, InterfaceEnforcement? own, string? error, long enforced, long desired)
    {
        if (host is null)
            return NoAgent;
        if (error is not null)
            return Failed;
        if (own is { DevicePresent: false })
            return DeviceMissing;
        return own is not null && enforced >= desired ? Enforced : Pending;
    }
}
