using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Answer of DescribeRuleHits.</summary>
/// <param name="RuleHitSet">The page, ordered by group id, ingress before egress, top first.</param>
/// <param name="TotalCount">All rules that are meant, not only the page.</param>
/// <param name="Revision">The current revision.</param>
/// <param name="UnreachableHosts">Hosts that enforce rules of the page and cannot tell: this server cannot ask their agent, or their driver does not count by rule.</param>
public sealed record DescribeRuleHitsResponse(ImmutableArray<RuleHitRecord> RuleHitSet, long TotalCount, long Revision, ImmutableArray<string> UnreachableHosts);

/// <summary>How often a rule has decided, on all hosts together that can tell.</summary>
public sealed record RuleHitRecord
{
    /// <summary>The rule's group.</summary>
    public required string SecurityGroupId { get; init; }

    /// <summary><c>ingress</c> or <c>egress</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>The rule's position in the group's list of that direction.</summary>
    public required long PolicyIndex { get; init; }

    /// <summary>The rule's stable id.</summary>
    public required long RuleId { get; init; }

    /// <summary>Flows that it let in, and packets without a flow that it refused; absent when no host that enforces it can tell.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Flows { get; init; }

    /// <summary>Packets of the flows that it lets in, both ways; absent when a host of those that are counted in <see cref="Flows"/> does not count them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Packets { get; init; }

    /// <summary>Bytes of their frames; absent likewise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Bytes { get; init; }

    /// <summary>Since when all those hosts count, <c>YYYY-MM-DDTHH:MM:SSZ</c> with milliseconds; a rule that came later counts from then. Absent when no host told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Since { get; init; }

    /// <summary>Whether every host that enforces the rule told.</summary>
    public required bool IsComplete { get; init; }
}
