using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Compilation;

namespace Ringfence.Control.Analysis;

/// <summary>
/// Who reaches whom in the worlds of one scope, one after the other. From one world to the next only what changed is computed again: bindings whose rules or members differ, and the rows of the addresses in
/// their packet sets. Not for two threads at once.
/// </summary>
public sealed class WorldReach(Scope scope)
{
    private readonly BindingPolicies _policies = new();
    private readonly ReachMemory _memory = new();
    private HostPolicyBuilder? _builder;
    private (World World, ReachMatrix Matrix)? _last;

    /// <summary>All pairs of interfaces of the scope.</summary>
    /// <param name="world">The world.</param>
    /// <param name="exceeded">What does not fit the limits of the tables; null when all does.</param>
    /// <returns>The matrix, or null.</returns>
    public ReachMatrix? Of(World world, out Exceeded? exceeded)
    {
        exceeded = null;
        if (_last is { } last && last.World == world)
            return last.Matrix;
        if (_builder is null)
            _builder = new HostPolicyBuilder(world);
        else
            _builder.Advance(world, []);

        _policies.Begin();
        var points = new List<ReachPoint>();
        foreach (var one in world.Interfaces.Values.Where(one => one.Scope == scope).OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            if (_policies.Accepted(_builder.Add(one.Host), one.Id, out exceeded) is not var (ingress, egress))
                return null;
            points.Add(new ReachPoint(one.Id, one.VpcId, [.. one.MemberAddresses], ingress, egress));
        }

        var matrix = ReachMatrix.Of(points, _memory);
        _last = (world, matrix);
        return matrix;
    }
}
