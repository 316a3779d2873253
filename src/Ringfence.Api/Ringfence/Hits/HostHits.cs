using System.Collections.Immutable;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Hits;

/// <summary>What the hosts that enforce some rules have counted of them. Each host is asked once.</summary>
internal sealed class HostHits
{
    private readonly Dictionary<string, string[]> _hostsOfGroup = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ObservedHits?> _answers = new(StringComparer.Ordinal);

    private HostHits()
    {
    }

    /// <summary>Hosts that cannot tell.</summary>
    public ImmutableArray<string> Unreachable => [.. _answers.Where(answer => answer.Value is null).Select(answer => answer.Key)];

    /// <summary>Asks the hosts of the interfaces that the rules' groups are bound to.</summary>
    public static async ValueTask<HostHits> AskAsync(IRuleHitSource source, World world, ImmutableArray<PlacedRule> rules)
    {
        var hits = new HostHits();
        var asked = new Dictionary<string, List<RuleId>>(StringComparer.Ordinal);
        foreach (var rule in rules)
        {
            if (!hits._hostsOfGroup.TryGetValue(rule.GroupId, out string[]? hosts))
            {
                var interfaces = world.InterfacesByGroup.GetValueOrDefault(rule.GroupId, []);
                hits._hostsOfGroup.Add(rule.GroupId, hosts = [.. interfaces.Select(id => world.Interfaces[id].Host).Distinct(StringComparer.Ordinal)]);
            }

            foreach (string host in hosts)
            {
                if (!asked.TryGetValue(host, out var ids))
                    asked.Add(host, ids = []);
                ids.Add(rule.Id);
            }
        }

        foreach (var (host, ids) in asked)
            hits._answers.Add(host, await source.ReadAsync(host, ids));
        return hits;
    }

    /// <summary>What is known of a rule that was asked for. One that no interface is bound to has decided nothing.</summary>
    public RuleTally Of(PlacedRule rule)
    {
        string[] hosts = _hostsOfGroup[rule.GroupId];
        ObservedHits[] told = [.. hosts.Select(host => _answers[host]).OfType<ObservedHits>()];
        var sum = told.Aggregate(default(HitCount), (total, host) => total + host.Rules.GetValueOrDefault(rule.Id));
        return new RuleTally(
            told.Length > 0 || hosts.Length == 0 ? sum : null,
            told.Length > 0 && Array.TrueForAll(told, host => host.CountsPackets),
            told.Length > 0 ? told.Select(host => host.Since).Append(rule.WrittenAt).Max() : null,
            told.Length == hosts.Length);
    }
}

/// <summary>What hosts have counted of a rule, together.</summary>
/// <param name="Count">The sum; null: none that enforces it told.</param>
/// <param name="CountsPackets">Whether each that told counts packets.</param>
/// <param name="Since">Since when all that told count the rule as it is: not before it was last written. Null: none did.</param>
/// <param name="IsComplete">Whether all that enforce it told.</param>
internal readonly record struct RuleTally(HitCount? Count, bool CountsPackets, DateTimeOffset? Since, bool IsComplete);
