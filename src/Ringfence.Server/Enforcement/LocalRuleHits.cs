using Ringfence.Control.HostQueries;
using Ringfence.Datapath;
using Ringfence.Policy.Rules;

namespace Ringfence.Server.Enforcement;

/// <summary>What the agent inside this process has counted by rule.</summary>
internal sealed class LocalRuleHits(string host, IDatapath datapath) : IRuleHitSource
{
    /// <inheritdoc/>
    public async ValueTask<ObservedHits?> ReadAsync(string asked, IReadOnlyCollection<RuleId> rules)
    {
        if (asked != host || await datapath.ReadRuleHitsAsync(rules) is not { } counted)
            return null;
        return new ObservedHits(
            counted.Since, counted.CountsPackets, counted.Rules.ToDictionary(rule => rule.Key, rule => new HitCount(rule.Value.Flows, rule.Value.Packets, rule.Value.Bytes)));
    }
}
