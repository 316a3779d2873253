using Ringfence.Policy.Rules;

namespace Ringfence.Control.HostQueries;

/// <summary>Where the control plane asks how often rules have decided on hosts: the agents, as far as this server reaches them.</summary>
public interface IRuleHitSource
{
    /// <summary>What a host has counted of these rules. Null: no agent of that name is in reach, or its driver does not count by rule.</summary>
    /// <exception cref="IOException">The host's kernel refused.</exception>
    ValueTask<ObservedHits?> ReadAsync(string host, IReadOnlyCollection<RuleId> rules);
}

/// <summary>What a host has counted by rule.</summary>
/// <param name="Since">When its counters began; a rule that came to the host later counts from then.</param>
/// <param name="CountsPackets">Whether packets and bytes are being counted too.</param>
/// <param name="Rules">The counts; a rule that the host does not have is missing.</param>
public sealed record ObservedHits(DateTimeOffset Since, bool CountsPackets, IReadOnlyDictionary<RuleId, HitCount> Rules);

/// <summary>How often a rule decided.</summary>
/// <param name="Flows">Flows that it let in, and packets without a flow that it refused.</param>
/// <param name="Packets">Packets of the flows that it lets in, both ways, while those are counted.</param>
/// <param name="Bytes">Bytes of their frames, likewise.</param>
public readonly record struct HitCount(long Flows, long Packets, long Bytes)
{
    /// <summary>The counts of two hosts together.</summary>
    public static HitCount operator +(HitCount x, HitCount y) => new(x.Flows + y.Flows, x.Packets + y.Packets, x.Bytes + y.Bytes);
}

/// <summary>A server without agents.</summary>
public sealed class NoRuleHits : IRuleHitSource
{
    /// <inheritdoc/>
    public ValueTask<ObservedHits?> ReadAsync(string host, IReadOnlyCollection<RuleId> rules) => default;
}
