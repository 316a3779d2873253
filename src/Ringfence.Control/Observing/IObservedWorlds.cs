using Ringfence.Control.Worlds;

namespace Ringfence.Control.Observing;

/// <summary>Where the control plane asks what the world would be if an observed change were made: whoever decides calls.</summary>
public interface IObservedWorlds
{
    /// <summary>The world as the observation's calls would make it of another; null, and why, when one of them would be refused now.</summary>
    ValueTask<(World? World, string? Fault)> ApplyAsync(World world, PolicyObservation observation, CancellationToken cancellationToken);
}
