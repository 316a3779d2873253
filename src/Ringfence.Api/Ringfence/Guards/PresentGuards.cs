using Ringfence.Control.Guards;
using Ringfence.Control.Worlds;

namespace Ringfence.Api.Ringfence.Guards;

/// <summary>Whether guards hold now, kept from one question to the next: it costs what has changed since. For any number of threads; one computes at a time.</summary>
internal sealed class PresentGuards
{
    private readonly Lock _lock = new();
    private GuardCheck? _last;

    /// <summary>A packet for each guard; null for one that holds.</summary>
    /// <param name="world">The present world.</param>
    /// <param name="guards">Guards of the world.</param>
    /// <param name="cancellationToken">Ends the computing, also that of what is not asked for here but was before.</param>
    public IReadOnlyList<GuardWitness?> Find(World world, IEnumerable<Guard> guards, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _last = _last?.Follow(world, world.Guards.Values, cancellationToken) ?? new GuardCheck(world);
            return [.. guards.Select(guard => _last.Find(guard, cancellationToken))];
        }
    }
}
