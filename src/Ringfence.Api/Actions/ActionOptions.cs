using Ringfence.Api.Http;
using Ringfence.Control.Commands;
using Ringfence.Control.HostQueries;
using Ringfence.Control.Observing;

namespace Ringfence.Api.Actions;

/// <summary>What the actions need to know about this server.</summary>
public sealed record ActionOptions
{
    /// <summary>The agent that instances registered without a host belong to: this server's own.</summary>
    public required string DefaultHost { get; init; }

    /// <summary>An account's limits, for DescribeSecurityGroupLimits: the ones that the control plane enforces.</summary>
    public Func<string, Quotas> QuotasOf { get; init; } = static _ => new Quotas();

    /// <summary>The regions that are served, for DescribeRegions.</summary>
    public Regions Regions { get; init; } = new();

    /// <summary>What the local time of VPC's answers is ahead of UTC. The vendor's is UTC+8 everywhere (reference H-16).</summary>
    public TimeSpan VpcTimeOffset { get; init; } = TimeSpan.FromHours(8);

    /// <summary>Where flows are asked for, for DescribeFlows.</summary>
    public IFlowSource Flows { get; init; } = new NoFlows();

    /// <summary>Where hits of rules are asked for, for DescribeRuleHits.</summary>
    public IRuleHitSource RuleHits { get; init; } = new NoRuleHits();

    /// <summary>Where it is asked what hosts have dropped, for DescribeDropCounters.</summary>
    public IDropSource Drops { get; init; } = new NoDrops();

    /// <summary>What an observation has come to, by its id, for DescribeObservations and DescribeObservedFlows.</summary>
    public Func<string, ObservationState> Observations { get; init; } = static _ => new ObservationState(null, null, [], []);

    /// <summary>The time by which finished tasks are forgotten.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
