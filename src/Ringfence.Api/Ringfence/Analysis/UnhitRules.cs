using System.Collections.Immutable;
using Ringfence.Api.Actions;
using Ringfence.Api.Mapping;
using Ringfence.Api.Ringfence.Hits;
using Ringfence.Contracts.Ringfence.Analysis;
using Ringfence.Control.Analysis;
using Ringfence.Control.Worlds;
using Ringfence.Policy.Analysis.Effective;
using Ringfence.Policy.Rules;

namespace Ringfence.Api.Ringfence.Analysis;

/// <summary>Rules that have decided nothing for some time, by the counters of the hosts that enforce them.</summary>
internal sealed record UnhitRules(ImmutableArray<LintRecord> Findings, ImmutableArray<string> UnreachableHosts)
{
    /// <summary>
    /// Asks the hosts. A rule is unhit when each host that enforces it told 0 and has counted it as it is for the whole window: since the host's counters began, and since the rule was last written.
    /// One that no interface is bound to is not, nor one of a group in observe mode; where the mode has changed, the window begins then.
    /// </summary>
    /// <param name="options">Where hits are asked for, and the clock.</param>
    /// <param name="world">The present world.</param>
    /// <param name="groups">Ids of the groups that are meant.</param>
    /// <param name="window">How long at least.</param>
    public static async ValueTask<UnhitRules> AskAsync(ActionOptions options, World world, IEnumerable<string> groups, TimeSpan window)
    {
        var rules = RulePage.Of(groups.Where(id => world.InterfacesByGroup.ContainsKey(id) && !world.IsObserved(id)).Select(id => world.Groups[id]), new Paging(0, int.MaxValue)).Rules;
        var hits = await HostHits.AskAsync(options.RuleHits, world, rules);
        var now = options.TimeProvider.GetUtcNow();
        var policies = new EffectivePolicies(world);
        var lists = new Dictionary<(string, Direction), ImmutableArray<EffectiveRule>>();
        var findings = ImmutableArray.CreateBuilder<LintRecord>();
        foreach (var rule in rules)
        {
            var tally = hits.Of(rule);
            if (tally is not { IsComplete: true, Count.Flows: 0, Since: { } counted })
                continue;
            var since = world.Groups[rule.GroupId].ModeSince is { } mode && mode > counted ? mode : counted;
            if (now - since < window)
                continue;
            if (!lists.TryGetValue((rule.GroupId, rule.Direction), out var list))
                lists.Add((rule.GroupId, rule.Direction), list = policies.Of([rule.GroupId], NetworkInterface.DefaultVpcId, rule.Direction));
            findings.Add(new LintRecord("UNHIT", AnalysisShape.ToWire(rule.Direction), [rule.GroupId], AnalysisShape.ToWire(list[rule.Index]), [], null) { CountedSince = WireClock.IsoMilliseconds(since) });
        }

        return new UnhitRules(findings.DrainToImmutable(), hits.Unreachable);
    }
}
