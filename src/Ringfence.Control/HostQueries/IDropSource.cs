namespace Ringfence.Control.HostQueries;

/// <summary>Where the control plane asks what hosts have dropped and why: the agents, as far as this server reaches them.</summary>
public interface IDropSource
{
    /// <summary>What a host has dropped, by reason; reasons that were never met are missing. Null: no agent of that name is in reach.</summary>
    /// <exception cref="IOException">The host's kernel refused.</exception>
    ValueTask<IReadOnlyDictionary<string, DroppedPackets>?> ReadAsync(string host);
}

/// <summary>What was dropped for one reason, since the host's counters began.</summary>
/// <param name="Packets">How many.</param>
/// <param name="Bytes">Bytes of their frames.</param>
public readonly record struct DroppedPackets(long Packets, long Bytes);

/// <summary>A server without agents.</summary>
public sealed class NoDrops : IDropSource
{
    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, DroppedPackets>?> ReadAsync(string host) => default;
}
