using CsCheck;
using Ringfence.Control.Analysis;
using Ringfence.Control.Tests.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Tests.Analysis;

public sealed class WorldReachTests
{
    /// <summary>What one world after the other leaves behind never shows: each is as if it were the first, made of the tables that the hosts have.</summary>
    [Fact]
    public void After_any_changes_reach_is_what_the_hosts_tables_say() => GenChanges.Commits.Sample(commits =>
    {
        var history = new Distribution.History();
        var kept = new Dictionary<Scope, WorldReach>();
        foreach (var revisions in commits)
        {
            history.CommitTogether(revisions);
            foreach (var scope in history.World.Interfaces.Values.Select(one => one.Scope).Distinct())
            {
                if (!kept.TryGetValue(scope, out var reach))
                    kept.Add(scope, reach = new WorldReach(scope));
                Assert.Equal(Text(OfTables(history.World, scope)), Text(Reach()));
                Assert.Same(Reach(), Reach());

                ReachMatrix Reach() => reach.Of(history.World, ReachQuestion.All, TestContext.Current.CancellationToken).Matrix!;
            }
        }
    }, iter: 100);

    private static ReachMatrix OfTables(World world, Scope scope)
    {
        var compiled = CompiledWorld.Of(world, world.Interfaces.Values.Where(one => one.Scope == scope), out _)!;
        return ReachMatrix.Of([.. compiled.Interfaces.Select(one => new ReachPoint(
            one.Id, one.VpcId, [.. one.MemberAddresses], compiled.Accepted(one, Direction.Ingress), compiled.Accepted(one, Direction.Egress)))], ReachQuestion.All, new ReachMemory(), out _, TestContext.Current.CancellationToken)!;
    }

    private static string Text(ReachMatrix matrix) => string.Join('\n', (IEnumerable<string>)
    [
        .. matrix.Classes.Select(one => string.Join(' ', one.Members)),
        .. matrix.Edges.Select(edge => $"{edge.From.Members[0]} {edge.To.Members[0]} {edge.Services}"),
    ]);
}
