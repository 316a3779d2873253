using System.Collections.Immutable;

namespace Ringfence.Contracts.Ringfence;

/// <summary>Answer of DescribeDropCounters.</summary>
/// <param name="DropCounterSet">The page, ordered by host and reason.</param>
/// <param name="TotalCount">All counters that are meant, not only the page.</param>
/// <param name="Revision">The current revision.</param>
/// <param name="UnreachableHosts">Hosts that are meant and whose agent this server cannot ask.</param>
public sealed record DescribeDropCountersResponse(ImmutableArray<DropCounterRecord> DropCounterSet, long TotalCount, long Revision, ImmutableArray<string> UnreachableHosts);

/// <summary>What a host has dropped for one reason, at all of its interfaces together.</summary>
/// <param name="Host">The host.</param>
/// <param name="Reason">Its driver's name for it, such as <c>drop_no_rule</c> (docs/enforcement.md explains each).</param>
/// <param name="Packets">How many, since the host's counters began.</param>
/// <param name="Bytes">Bytes of their frames.</param>
public sealed record DropCounterRecord(string Host, string Reason, long Packets, long Bytes);
