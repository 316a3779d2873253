using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Reach;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Who reaches whom now, kept for the scopes that were asked about last: a question after one edit costs what the edit changed. For any number of threads; one computes at a time.</summary>
internal sealed class ReachOfScopes
{
    private const int Most = 4;
    private readonly Lock _lock = new();
    private readonly List<(Scope Scope, WorldReach Reach)> _recent = [];

    /// <summary>The pairs of interfaces of the scope in the present world that are asked about.</summary>
    /// <exception cref="OperationCanceledException">Nobody waits for the answer any more.</exception>
    public ReachAnswer OfPresent(World world, Scope scope, ReachQuestion question, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int at = _recent.FindIndex(one => one.Scope == scope);
            var entry = at >= 0 ? _recent[at] : (scope, new WorldReach(scope));
            if (at >= 0)
                _recent.RemoveAt(at);
            else if (_recent.Count == Most)
                _recent.RemoveAt(0);
            _recent.Add(entry);
            return entry.Item2.Of(world, question, cancellationToken);
        }
    }
}
