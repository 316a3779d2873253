using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Flows;

/// <summary>Flows as the wire has them.</summary>
internal static class FlowShape
{
    /// <summary>A flow at an interface.</summary>
    public static LiveFlow ToWire(ObservedFlow flow, NetworkInterface nic, RulePlaces places)
    {
        var place = places.Find(nic, flow.Opened, flow.Rule);
        return new LiveFlow
        {
            InstanceId = nic.InstanceId,
            NetworkInterfaceId = nic.Id,
            Direction = flow.Opened == Direction.Ingress ? "ingress" : "egress",
            Protocol = flow.Protocol.ToString(),
            LocalAddress = flow.Local.ToString(),
            LocalPort = flow.LocalPort,
            RemoteAddress = flow.Remote.ToString(),
            RemotePort = flow.RemotePort,
            State = flow.State,
            OpenedAt = flow.OpenedAt is { } opened ? WireClock.IsoMilliseconds(opened) : null,
            LastSeen = flow.LastSeen is { } seen ? WireClock.IsoMilliseconds(seen) : null,
            Revision = flow.Revision,
            IsCurrent = flow.IsCurrent,
            RuleId = flow.Rule?.Value,
            SecurityGroupId = place?.GroupId,
            PolicyIndex = place?.PolicyIndex,
        };
    }
}
