using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Flows;
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

    /// <summary>A row.</summary>
    /// <param name="flow">What was seen.</param>
    /// <param name="world">The present.</param>
    /// <param name="places">Where the rules stand that decided; null: they are not made.</param>
    public static ObservedFlowRecord ToWire(SeenFlow flow, World world, RulePlaces? places)
    {
        var nic = world.Interfaces.GetValueOrDefault(flow.Key.InterfaceId);
        var place = nic is null ? null : places?.Find(nic, flow.Key.Opened, flow.Rule);
        return new ObservedFlowRecord
        {
            InstanceId = nic?.InstanceId ?? "",
            NetworkInterfaceId = flow.Key.InterfaceId,
            Direction = flow.Key.Opened == Direction.Ingress ? "ingress" : "egress",
            Protocol = flow.Key.Protocol.ToString(),
            LocalAddress = flow.Key.Local.ToString(),
            RemoteAddress = flow.Key.Remote.ToString(),
            Port = flow.Key.Port,
            FlowCount = flow.Flows,
            RuleId = flow.Rule?.Value,
            SecurityGroupId = place?.GroupId,
            PolicyIndex = place?.PolicyIndex,
            FirstSeen = WireClock.IsoMilliseconds(flow.FirstSeen),
            LastSeen = WireClock.IsoMilliseconds(flow.LastSeen),
        };
    }
}
