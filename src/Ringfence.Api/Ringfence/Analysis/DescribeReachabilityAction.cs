using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Packets;
using Ringfence.Policy.Analysis.Reach;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Says who reaches whom on what: all pairs of interfaces of the scope, or those from and to some instances, folded into classes that nobody can tell apart; and what of it has changed since a revision.</summary>
internal sealed class DescribeReachabilityAction(ActionServices services) : AnalysisAction("DescribeReachability", services)
{
    private readonly ReachOfScopes _present = new();

    /// <inheritdoc/>
    public override async ValueTask<ActionResult> ExecuteAsync(ParameterReader parameters, RequestContext context, CancellationToken cancellationToken)
    {
        var paging = Paging.Read(parameters, 100, 1000);
        var from = parameters.Alternatives("From");
        var to = parameters.Alternatives("To");
        long? since = parameters.Integer("SinceRevision");
        var present = World;
        var (world, absent) = await AskedWorldAsync(present, parameters, context, cancellationToken);
        if (world is null)
            return absent;
        var (past, gone) = since is null ? default : await WorldAtAsync(present, since, cancellationToken);
        if (since is not null && past is null)
            return gone;
        var (senders, receivers) = (Named(parameters, "From", from, world, context.Scope), Named(parameters, "To", to, world, context.Scope));
        if (!parameters.TryFinish(out var error))
            return ActionResult.Fail(error);

        var question = new ReachQuestion(senders, receivers);
        bool isPresent = parameters.Raw("Revision") is null && parameters.Raw(ProposedChanges.Name) is null;
        var reach = isPresent ? _present.OfPresent(world, context.Scope, question, cancellationToken) : new WorldReach(context.Scope).Of(world, question, cancellationToken);
        if (reach.Matrix is not { } matrix)
            return Refused(reach);
        var answer = new DescribeReachabilityResponse(
            paging.Page(matrix.Edges, edge => new ReachRecord(Side([world], edge.From.Members), Side([world], edge.To.Members), ServiceText.Of(edge.Services))),
            matrix.Edges.Length, RevisionOf(world, parameters), AnalysisShape.Limits);
        if (past is null)
            return ActionResult.Ok(answer);

        var earlier = new WorldReach(context.Scope).Of(past, question, cancellationToken);
        if (earlier.Matrix is not { } before)
            return Refused(earlier);
        if (ReachComparison.Of(before, matrix, out var excess, cancellationToken) is not { } changes)
            return TooMuch(excess!);
        return ActionResult.Ok(answer with
        {
            ChangeSet = paging.Page(changes, change => new ReachChangeRecord(
                Side([world, past], change.From), Side([world, past], change.To), ServiceText.Of(change.Opened), ServiceText.Of(change.Closed))),
            ChangeCount = changes.Length,
        });
    }

    private static ActionResult Refused(ReachAnswer answer) => answer.NotCompiled is { } exceeded ? TooLarge(exceeded) : TooMuch(answer.Excess!);

    private static ActionResult TooMuch(ReachExcess excess) => ActionResult.Fail(
        "LimitExceeded", $"The answer would be about more than {excess.Allowed} {excess.What}. Ask about fewer interfaces with `From` and `To`.");

    /// <summary>Interfaces, and the groups that they are bound to in the first of the worlds that has them.</summary>
    private static ReachSide Side(World[] worlds, ImmutableArray<string> members) => new(
        [.. members.SelectMany(id => worlds.First(world => world.Interfaces.ContainsKey(id)).Interfaces[id].SecurityGroupIds).Distinct(StringComparer.Ordinal)],
        [.. members.Take(AnalysisShape.MostListed)], members.Length);

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
