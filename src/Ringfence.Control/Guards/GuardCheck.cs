using Ringfence.Control.Worlds;

namespace Ringfence.Control.Guards;

/// <summary>Holds guards against a whole world, whatever it was before. What is worked out for one guard serves the next. Not for two threads at once.</summary>
/// <param name="world">The world.</param>
public sealed class GuardCheck(World world)
{
    private readonly GuardView _view = new(world);

    /// <summary>A packet that breaks the guard; null when it holds. Costs a look at each binding that the guard concerns.</summary>
    /// <exception cref="OperationCanceledException">It is not asked for any more.</exception>
    public GuardWitness? Find(Guard guard, CancellationToken cancellationToken = default) => new GuardSearch(GuardStep.At(_view), null, _view.Read(guard)).Find(cancellationToken);
}
