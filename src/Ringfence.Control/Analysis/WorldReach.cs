using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Compilation;
using Ringfence.Policy.Rules;

namespace Ringfence.Control.Analysis;

/// <summary>Who reaches whom in a world.</summary>
public static class WorldReach
{
    /// <summary>All pairs of interfaces of a scope.</summary>
    /// <param name="world">The world.</param>
    /// <param name="scope">Whose interfaces.</param>
    /// <param name="exceeded">What does not fit the limits of the tables; null when all does.</param>
    /// <returns>The matrix, or null.</returns>
    public static ReachMatrix? Of(World world, Scope scope, out Exceeded? exceeded)
    {
        var interfaces = world.Interfaces.Values.Where(one => one.Scope == scope);
        if (CompiledWorld.Of(world, interfaces, out exceeded) is not { } compiled)
            return null;
        return ReachMatrix.Of([.. compiled.Interfaces.Select(one => new ReachPoint(
            one.Id, one.VpcId, [.. one.MemberAddresses], compiled.Accepted(one, Direction.Ingress), compiled.Accepted(one, Direction.Egress)))]);
    }
}
