using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Observing;
using Ringfence.Control.Observing;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Observing;

/// <summary>Observations as the wire has them.</summary>
internal static class ObservationShape
{
    public static ObservationRecord ToWire(PolicyObservation observation, ObservationState state)
    {
        var (total, leftOut) = state.Seen?.Count() ?? (0, 0);
        return new ObservationRecord
        {
            ObservationId = observation.Id,
            ObservationName = observation.Name,
            Changes = [.. observation.Calls.Select(call => new ObservedCallRecord(call.Action, call.Version, call.Parameters))],
            State = state.Fault is not null ? "REFUSED" : state.Seen is null ? "STARTING" : "WATCHING",
            Fault = state.Fault,
            EnforceFault = state.Excess.IsEmpty ? null : string.Join(' ', state.Excess),
            CountedSince = state.Seen is { } seen ? WireClock.Iso(seen.Since) : null,
            FlowCount = total,
            LeftOutCount = leftOut,
            UnreachableHosts = state.UnreachableHosts,
            CreatedBy = observation.CreatedBy,
            CreatedTime = WireClock.Iso(observation.CreatedAt),
            SecurityGroupId = observation.SecurityGroupId,
        };
    }

    public static ObservedFlowRecord ToWire(SeenFlow flow, World world) => new()
    {
        InstanceId = world.Interfaces.GetValueOrDefault(flow.Key.InterfaceId)?.InstanceId ?? "",
        NetworkInterfaceId = flow.Key.InterfaceId,
        Direction = flow.Key.Opened == Direction.Ingress ? "ingress" : "egress",
        Protocol = flow.Key.Protocol.ToString(),
        LocalAddress = flow.Key.Local.ToString(),
        RemoteAddress = flow.Key.Remote.ToString(),
        Port = flow.Key.Port,
        FlowCount = flow.Flows,
        RuleId = flow.Rule?.Value,
        FirstSeen = WireClock.IsoMilliseconds(flow.FirstSeen),
        LastSeen = WireClock.IsoMilliseconds(flow.LastSeen),
    };
}
