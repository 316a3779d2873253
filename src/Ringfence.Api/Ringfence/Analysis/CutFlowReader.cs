using System.Collections.Immutable;
using Ringfence.Api.Ringfence.Flows;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Finds the conversations of now that a change would cut, in the flow tables of the hosts where it cuts anything; not those that close already. Memory does not grow with their number.</summary>
internal static class CutFlowReader
{
    /// <summary>Reads them.</summary>
    /// <param name="source">Where flows are asked for.</param>
    /// <param name="world">The present world.</param>
    /// <param name="effects">What the change does to it.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<CutFlows> ReadAsync(IFlowSource source, World world, WorldEffects effects, CancellationToken cancellationToken)
    {
        var cut = effects.Effects.Where(effect => !effect.Effect.Cut.IsEmpty)
            .SelectMany(effect => effect.InterfaceIds, static (effect, id) => KeyValuePair.Create((id, effect.Direction), effect.Effect.Cut)).ToDictionary();
        var altered = effects.Altered.Where(one => one.EndsFlows || one.After.SourceCheck).ToDictionary(one => one.Before.Id, StringComparer.Ordinal);
        var unreachable = ImmutableArray.CreateBuilder<string>();
        var page = new FlowPage(0, AnalysisShape.MostListed);
        foreach (string host in cut.Keys.Select(key => key.id).Concat(altered.Keys).Select(id => world.Interfaces[id].Host).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            if (source.Read(host, cancellationToken) is not { } flows)
            {
                unreachable.Add(host);
                continue;
            }

            await foreach (var flow in flows)
            {
                if (!flow.IsClosing && (IsCut(cut, flow) || IsEnded(altered, flow)) && world.Interfaces[flow.InterfaceId].Host == host)
                    page.Add(flow);
            }
        }

        long total = page.Total;
        var places = new RulePlaces(world);
        return new CutFlows([.. page.Flows().Select(flow => FlowShape.ToWire(flow, world.Interfaces[flow.InterfaceId], places))], total, unreachable.DrainToImmutable());
    }

    /// <summary>A flow is judged by its first packet: its direction, and the port that went to.</summary>
    private static bool IsCut(Dictionary<(string Id, Direction Direction), PacketSet> cut, ObservedFlow flow) =>
        cut.TryGetValue((flow.InterfaceId, flow.Opened), out var packets)
        && packets.Contains(flow.Remote, flow.Protocol, flow.Opened == Direction.Ingress ? flow.LocalPort : flow.RemotePort);

    /// <summary>A flow ends with its place in a table, or when one of its ends may not send any more.</summary>
    private static bool IsEnded(Dictionary<string, InterfaceAlteration> altered, ObservedFlow flow) =>
        altered.TryGetValue(flow.InterfaceId, out var one) && (one.EndsFlows || !one.After.MemberAddresses.Contains(flow.Local));
}
