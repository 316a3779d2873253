using Ringfence.Control.Distribution;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Reach;
using Ringfence.Policy.Compilation;

namespace Ringfence.Control.Analysis;

/// <summary>Who reaches whom in a world, or why that is not said.</summary>
/// <param name="Matrix">The answer; null when there is none.</param>
/// <param name="NotCompiled">A binding that does not fit the limits of the tables.</param>
/// <param name="Excess">What of the answer there would be too much of.</param>
public sealed record ReachAnswer(ReachMatrix? Matrix, Exceeded? NotCompiled = null, ReachExcess? Excess = null);

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

    /// <summary>The pairs of interfaces of the scope that are asked about.</summary>
    /// <param name="world">The world.</param>
    /// <param name="question">Which pairs.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public ReachAnswer Of(World world, ReachQuestion question, CancellationToken cancellationToken)
    {
        if (question.IsAboutAll && _last is { } last && last.World == world)
            return new ReachAnswer(last.Matrix);
        if (_builder is null)
            _builder = new HostPolicyBuilder(world);
        else
            _builder.Advance(world, []);

        _policies.Begin();
        var points = new List<ReachPoint>();
        foreach (var one in world.Interfaces.Values.Where(one => one.Scope == scope).OrderBy(one => one.Id, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_policies.Accepted(_builder.Add(one.Host), one.Id, out var exceeded) is not var (ingress, egress))
                return new ReachAnswer(null, exceeded);
            points.Add(new ReachPoint(one.Id, one.VpcId, [.. one.MemberAddresses], ingress, egress));
        }

        // What is kept is kept for the question about all: a narrower one is a small one, and would push it out.
        var matrix = ReachMatrix.Of(points, question, question.IsAboutAll ? _memory : new ReachMemory(), out var excess, cancellationToken);
        if (matrix is null)
            return new ReachAnswer(null, Excess: excess);
        if (question.IsAboutAll)
            _last = (world, matrix);
        return new ReachAnswer(matrix);
    }
}
