using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Says who reaches whom on what: all pairs of interfaces of the scope, or those from and to some instances, folded into classes that nobody can tell apart.</summary>
internal sealed class DescribeReachabilityAction(ActionServices services) : AnalysisAction("DescribeReachability", services)
{
    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(parameters, 100, 1000);
        var from = parameters.Alternatives("From");
        var to = parameters.Alternatives("To");
        var (world, absent) = await WorldAtAsync(parameters.Integer("Revision"), cancellationToken);
        if (world is null)
            return absent;
        var (senders, receivers) = (Named(parameters, "From", from, world, context.Scope), Named(parameters, "To", to, world, context.Scope));
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        var interfaces = world.Interfaces.Values.Where(one => one.Scope == context.Scope);
        if (CompiledWorld.Of(world, interfaces, out var exceeded) is not { } compiled)
            return TooLarge(exceeded!);
        var matrix = ReachMatrix.Of([.. compiled.Interfaces.Select(one => new ReachPoint(
            one.Id, one.VpcId, [.. one.MemberAddresses], compiled.Accepted(one, Direction.Ingress), compiled.Accepted(one, Direction.Egress)))]);
        var edges = matrix.Edges.Where(edge => (senders is null || edge.From.Members.Any(senders.Contains)) && (receivers is null || edge.To.Members.Any(receivers.Contains))).ToList();
        return ActionResult.Ok(new DescribeReachabilityResponse(
            paging.Page(edges, edge => new ReachRecord(Side(world, edge.From), Side(world, edge.To), ServiceText.Of(edge.Services))), edges.Count, world.Revision, AnalysisShape.Limits));
    }

    private static ReachSide Side(World world, ReachClass side) =>
        new([.. side.Members.SelectMany(id => world.Interfaces[id].SecurityGroupIds).Distinct(StringComparer.Ordinal)], [.. side.Members.Take(AnalysisShape.MostListed)], side.Members.Length);

    /// <summary>The interfaces that ids of interfaces, instances and groups mean; null for all.</summary>
    private static HashSet<string>? Named(ParameterReader parameters, string name, IReadOnlyCollection<string> ids, World world, Scope scope)
    {
        if (ids.Count == 0)
            return null;
        var named = new HashSet<string>(StringComparer.Ordinal);
        foreach (string id in ids)
        {
            if (world.TryGetInterface(scope, id, out _))
                named.Add(id);
            else if (world.TryGetInstance(scope, id, out var instance))
                named.UnionWith(instance.InterfaceIds);
            else if (world.TryGetGroup(scope, id, out _))
                named.UnionWith(world.InterfacesByGroup.GetValueOrDefault(id, []));
            else
                parameters.Fault("ResourceNotFound", $"`{name}`: {ParameterReaderExtensions.Quote(id)} is no interface, instance or group of this region.");
        }

        return named;
    }
}
